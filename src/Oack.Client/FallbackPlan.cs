using System.Globalization;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// The steps back of one transfer: decides, from how an attempt ended, whether to ask again for less, and for what.
/// Each step asks for strictly less than the one before; there are at most <see cref="MaxSteps"/>.
/// </summary>
internal sealed class FallbackPlan(TftpClientOptions options, RequestShape first)
{
    /// <summary>More steps than any server that can be served at all needs: 4.</summary>
    public const int MaxSteps = 4;

    /// <summary>What fits Ethernet behind most tunnels, in bytes.</summary>
    private const int TunnelBlockSize = 1_428;

    private int _steps;

    /// <summary>What the next attempt asks for.</summary>
    public RequestShape Shape { get; private set; } = first;

    /// <summary>Takes one step back, if one can help.</summary>
    public FallbackStep? StepBack(AttemptEnd end)
    {
        if (!options.FallsBack || !Shape.HasOptions || !end.CanStartOver || _steps == MaxSteps)
        {
            return null;
        }

        FallbackStep? step = end.Verdict switch
        {
            AttemptVerdict.Unanswered => WithoutOptions(
                FallbackReason.OptionsUnanswered, "no answer to a request with options"),
            AttemptVerdict.BlocksLost => SmallerBlocks(end.Parameters.BlockSize),
            AttemptVerdict.WindowBroken => LockStep(end.Parameters.WindowBlocks),
            AttemptVerdict.Ended => AfterBreach(end),
            _ => null,
        };
        _steps += step is null ? 0 : 1;
        return step;
    }

    private FallbackStep? AfterBreach(AttemptEnd end)
    {
        if (end.RefusedOptionAck is { } breach)
        {
            return WithoutOptions(FallbackReason.OptionAckIllegal, $"the server's OACK {Describe(breach)}");
        }

        if (end.PeerSentOversizedBlock)
        {
            return WithoutOptions(
                FallbackReason.BlockSizeBroken,
                string.Create(CultureInfo.InvariantCulture, $"the server sent a block longer than the agreed {end.Parameters.BlockSize} bytes"));
        }

        if (end.EndedByPeer && end.Bytes == 0 && MayMeanOptions(end.ErrorCode))
        {
            string text = end.ErrorMessage.Length == 0 ? "" : $" \"{PacketText.Escape(end.ErrorMessage, 200)}\"";
            return WithoutOptions(
                FallbackReason.OptionsRefused,
                string.Create(CultureInfo.InvariantCulture, $"the server refused a request with options (ERROR {(ushort)end.ErrorCode}{text})"));
        }

        // Retries that are few or short run out inside the state machine: silence all the same.
        return !end.PeerHasAnswered && !end.PeerUnreachable && !end.EndedByPeer
            ? WithoutOptions(FallbackReason.OptionsUnanswered, "no answer to a request with options")
            : null;
    }

    /// <summary>
    /// ERROR 8 means the options by definition (RFC 2347), 0 and 4 with servers that know no options; codes past 8 are
    /// somebody's 8 in another byte order. The others are about the file.
    /// </summary>
    private static bool MayMeanOptions(ErrorCode code) =>
        code is ErrorCode.NotDefined or ErrorCode.IllegalOperation or ErrorCode.OptionNegotiation or > ErrorCode.OptionNegotiation;

    private FallbackStep WithoutOptions(FallbackReason reason, string cause)
    {
        Shape = RequestShape.Plain;
        return new(reason, cause + "; asked again without options");
    }

    private FallbackStep SmallerBlocks(int blockSize)
    {
        int smaller = blockSize > TunnelBlockSize ? TunnelBlockSize : TransferParameters.DefaultBlockSize;
        Shape = Shape with { BlockSize = smaller };
        return new(
            FallbackReason.BlocksLost,
            string.Create(CultureInfo.InvariantCulture, $"blocks of {blockSize} bytes do not come through; asked again for {smaller}"));
    }

    private FallbackStep LockStep(int windowBlocks)
    {
        Shape = Shape with { WindowBlocks = 1 };
        return new(
            FallbackReason.WindowBroken,
            string.Create(CultureInfo.InvariantCulture, $"the server granted a window of {windowBlocks} blocks and then waits for an ACK of each; asked again without a window"));
    }

    private static string Describe(OptionAckStatus status) => status switch
    {
        OptionAckStatus.NotRequested => "names an option that was not asked for",
        OptionAckStatus.Repeated => "names an option twice",
        OptionAckStatus.BlockSizeTooLarge => "grants larger blocks than were asked for",
        OptionAckStatus.WindowTooLarge => "grants a larger window than was asked for",
        OptionAckStatus.TimeoutChanged => "changes the timeout",
        _ => "has a value that is no number or out of range",
    };
}
