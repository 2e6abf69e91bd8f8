using System.Numerics;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Options;

/// <summary>The one place that decides about options, for both sides (RFC 2347, 2348, 2349, 7440).</summary>
public static class OptionNegotiator
{
    /// <summary>
    /// The server's side: what to grant of what was asked, in the order and with the names of the request. Never more
    /// than was asked, and nothing that was not asked (RFC 2347). Beside multicast neither rollover nor msftwindow is
    /// granted, and multicast itself only for an RRQ in octet mode of a file of at most 65,535 blocks. Of blksize and blksize2 only the first asked is
    /// granted, and of timeout and utimeout too: two answers to one question would leave the client to guess.
    /// </summary>
    /// <param name="asked">The options of the request.</param>
    /// <param name="opcode">RRQ or WRQ.</param>
    /// <param name="mode">
    /// Octet or netascii (tsize of an RRQ is not granted in netascii: the size on the wire is not known).
    /// </param>
    /// <param name="contentBytes">The size of the file for an RRQ, or null.</param>
    /// <param name="policy">What may be granted.</param>
    /// <param name="pathBlockSize">
    /// The largest block that fits the path MTU, when the operator wants the clamp; else null.
    /// </param>
    public static OptionList Grant(
        in OptionList asked, Opcode opcode, TransferMode mode, long? contentBytes, OptionPolicy policy, int? pathBlockSize = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (!policy.GrantsOptions)
        {
            return default;
        }

        bool mayBeMulticast = policy.GrantsMulticast && opcode == Opcode.ReadRequest && mode == TransferMode.Octet
            && contentBytes is not null && asked.Contains(OptionKind.Multicast);
        OptionList granted = Grant(asked, opcode, mode, contentBytes, policy, pathBlockSize, mayBeMulticast);

        // Receivers join in the middle and ask by number, so no number may stand for two blocks.
        return mayBeMulticast && BlockNumber.CountFor(contentBytes!.Value, Settle(granted).BlockSize) > BlockNumber.MaxOnWire
            ? Grant(asked, opcode, mode, contentBytes, policy, pathBlockSize, isMulticast: false)
            : granted;
    }

    private static OptionList Grant(
        in OptionList asked, Opcode opcode, TransferMode mode, long? contentBytes, OptionPolicy policy, int? pathBlockSize, bool isMulticast)
    {
        OptionList granted = default;
        for (int i = 0; i < asked.Count; i++)
        {
            OptionEntry entry = asked[i];
            long? value = entry.Kind switch
            {
                OptionKind.BlockSize when !granted.Contains(OptionKind.BlockSize2) =>
                    ClampBlockSize(entry.Value, policy, pathBlockSize),
                OptionKind.BlockSize2 when !granted.Contains(OptionKind.BlockSize) =>
                    LargestPowerOfTwo(ClampBlockSize(entry.Value, policy, pathBlockSize)),
                OptionKind.TransferSize => GrantTransferSize(entry.Value, opcode, mode, contentBytes),
                OptionKind.Timeout when policy.GrantsTimeout && !granted.Contains(OptionKind.MicrosecondTimeout) => entry.Value,
                OptionKind.MicrosecondTimeout when policy.GrantsTimeout && !granted.Contains(OptionKind.Timeout) => entry.Value,
                OptionKind.WindowSize => Math.Min(entry.Value, Math.Max(1, policy.MaxWindowBlocks)),
                OptionKind.Rollover when !isMulticast => entry.Value,
                OptionKind.Multicast when isMulticast => 0,
                OptionKind.MicrosoftWindow when !isMulticast && opcode == Opcode.ReadRequest && AsksForWindow(asked) =>
                    OptionRanges.MicrosoftWindowGranted,
                _ => null,
            };

            // The last gate: a list that did not come from a packet may ask for values that no option has, and a tsize
            // past the range of a long cannot be echoed.
            if (value is long legal && OptionRanges.MayBeAsked(entry.Kind, entry.Value)
                && OptionRanges.MayBeGranted(entry.Kind, legal))
            {
                granted.TryAdd(entry with { Value = legal });
            }
        }

        return granted;
    }

    /// <summary>What granted options mean for the transfer; what is absent has its default.</summary>
    public static TransferParameters Settle(in OptionList granted)
    {
        TransferParameters parameters = new();
        for (int i = 0; i < granted.Count; i++)
        {
            (OptionKind kind, long value, _) = granted[i];
            if (!OptionRanges.MayBeGranted(kind, value))
            {
                continue;
            }

            parameters = kind switch
            {
                OptionKind.BlockSize or OptionKind.BlockSize2 => parameters with { BlockSize = (int)value },
                OptionKind.TransferSize => parameters with { TransferSize = value },
                OptionKind.Timeout => parameters with { Timeout = TimeSpan.FromSeconds(value) },
                OptionKind.MicrosecondTimeout => parameters with { Timeout = TimeSpan.FromMicroseconds(value) },
                OptionKind.WindowSize => parameters with { WindowBlocks = (int)value },
                OptionKind.Rollover => parameters with { RolloverTo = (ushort)value },
                OptionKind.MicrosoftWindow => parameters with { HasMicrosoftWindow = true },
                _ => parameters,
            };
        }

        return parameters;
    }

    /// <summary>
    /// The client's side: whether an OACK is a legal answer to what was asked, and what it grants. Names are compared
    /// without case (RFC 2347). A tsize in answer to an RRQ may be anything, also 0; in answer to a WRQ any other
    /// number than the one sent means nothing and is passed over (RFC 2349: it is echoed). Another rollover than asked
    /// is the server's word on what it will do, and is taken.
    /// </summary>
    /// <param name="asked">The options of the request.</param>
    /// <param name="opcode">RRQ or WRQ: what was asked.</param>
    /// <param name="oack">The answer.</param>
    /// <param name="granted">What it grants, in its order; empty unless the status is Ok.</param>
    public static OptionAckStatus Accept(in OptionList asked, Opcode opcode, in OptionAckPacket oack, out OptionList granted)
    {
        granted = default;
        OptionList accepted = default;
        int seen = 0;
        foreach (OptionPair pair in oack.RawOptions)
        {
            if (!OptionNames.TryFind(pair.Name, out OptionKind kind, out ushort mask)
                || !asked.TryGet(kind, out long askedValue))
            {
                return OptionAckStatus.NotRequested;
            }

            if ((seen & (1 << (int)kind)) != 0)
            {
                return OptionAckStatus.Repeated;
            }

            seen |= 1 << (int)kind;
            if (!OptionRanges.TryReadValue(kind, pair.Value, isAnswer: true, out long value))
            {
                return OptionAckStatus.ValueInvalid;
            }

            OptionAckStatus status = Judge(kind, askedValue, value);
            if (status != OptionAckStatus.Ok)
            {
                return status;
            }

            if (kind != OptionKind.TransferSize || opcode == Opcode.ReadRequest || value == askedValue)
            {
                accepted.TryAdd(new OptionEntry(kind, value, mask));
            }
        }

        if (accepted.TryGet(OptionKind.BlockSize, out long blockSize)
            && accepted.TryGet(OptionKind.BlockSize2, out long blockSize2)
            && blockSize != blockSize2)
        {
            return OptionAckStatus.ValueInvalid;
        }

        granted = accepted;
        return OptionAckStatus.Ok;
    }

    /// <summary>
    /// The same for a datagram that has the opcode of an OACK. One that cannot be read is refused like any other
    /// illegal answer: waiting for a better one would wait for the same bytes again.
    /// </summary>
    /// <param name="asked">The options of the request.</param>
    /// <param name="opcode">RRQ or WRQ: what was asked.</param>
    /// <param name="datagram">The answer.</param>
    /// <param name="granted">What it grants, in its order; empty unless the status is Ok.</param>
    public static OptionAckStatus Accept(
        in OptionList asked, Opcode opcode, ReadOnlySpan<byte> datagram, out OptionList granted)
    {
        granted = default;
        return OptionAckPacket.TryParse(datagram, out OptionAckPacket packet) == ParseStatus.Ok
            ? Accept(asked, opcode, packet, out granted)
            : OptionAckStatus.Malformed;
    }

    private static OptionAckStatus Judge(OptionKind kind, long asked, long value)
    {
        switch (kind)
        {
            case OptionKind.BlockSize or OptionKind.BlockSize2 when value > asked:
                return OptionAckStatus.BlockSizeTooLarge;
            case OptionKind.WindowSize when value > asked:
                return OptionAckStatus.WindowTooLarge;
            case OptionKind.Timeout or OptionKind.MicrosecondTimeout when value != asked:
                return OptionAckStatus.TimeoutChanged;
            default:
                return OptionRanges.MayBeGranted(kind, value) ? OptionAckStatus.Ok : OptionAckStatus.ValueInvalid;
        }
    }

    private static long ClampBlockSize(long asked, OptionPolicy policy, int? pathBlockSize)
    {
        int limit = Math.Min(policy.MaxBlockSize, pathBlockSize ?? TransferParameters.MaxBlockSize);
        return Math.Min(asked, Math.Clamp(limit, TransferParameters.MinBlockSize, TransferParameters.MaxBlockSize));
    }

    private static bool AsksForWindow(in OptionList asked) =>
        asked.TryGet(OptionKind.WindowSize, out long blocks) && OptionRanges.MayBeAsked(OptionKind.WindowSize, blocks);

    private static long LargestPowerOfTwo(long limit) => limit < 1 ? 0 : 1L << BitOperations.Log2((ulong)limit);

    /// <summary>RFC 2349: the size of the file for an RRQ, the client's own number for a WRQ.</summary>
    private static long? GrantTransferSize(long asked, Opcode opcode, TransferMode mode, long? contentBytes)
    {
        if (opcode != Opcode.ReadRequest)
        {
            return asked;
        }

        return mode == TransferMode.Octet ? contentBytes : null;
    }
}
