using Oack.Protocol;
using Oack.Protocol.Options;

namespace Oack.Client;

/// <summary>What one request asks for; a step back makes a smaller one.</summary>
/// <param name="HasOptions">Whether the request carries options at all.</param>
/// <param name="BlockSize">The block size to ask for, in bytes; 0 asks for none.</param>
/// <param name="WindowBlocks">The window to ask for, in blocks; 1 asks for none.</param>
internal readonly record struct RequestShape(bool HasOptions, int BlockSize, int WindowBlocks)
{
    /// <summary>A request as RFC 1350 knows it.</summary>
    public static RequestShape Plain { get; } = new(HasOptions: false, BlockSize: 0, WindowBlocks: 1);

    /// <summary>The first shape of a transfer.</summary>
    /// <param name="options">What the user wants.</param>
    /// <param name="pathBlockSize">The largest block that travels in one frame, or null when unknown.</param>
    public static RequestShape First(TftpClientOptions options, int? pathBlockSize)
    {
        if (!options.UsesOptions)
        {
            return Plain;
        }

        // 1,428 is what fits Ethernet behind most tunnels: the choice where the path says nothing.
        const int CautiousBlockSize = 1_428;
        return new(HasOptions: true, options.BlockSize ?? pathBlockSize ?? CautiousBlockSize, options.WindowBlocks);
    }

    /// <summary>The options in the order of the packet: tsize, blksize, timeout, windowsize, rollover.</summary>
    /// <param name="options">What the user wants.</param>
    /// <param name="announcedBytes">What tsize says: 0 for a read, the size for a write, null to leave it out.</param>
    public OptionList ToAsked(TftpClientOptions options, long? announcedBytes)
    {
        OptionList asked = default;
        if (!HasOptions)
        {
            return asked;
        }

        if (options.AsksTransferSize && options.Mode == TransferMode.Octet && announcedBytes is { } bytes)
        {
            asked.TryAdd(OptionKind.TransferSize, bytes);
        }

        if (BlockSize > 0)
        {
            asked.TryAdd(OptionKind.BlockSize, BlockSize);
        }

        if (options.Timeout is { } timeout)
        {
            bool isWhole = timeout >= TimeSpan.FromSeconds(1) && timeout.Ticks % TimeSpan.TicksPerSecond == 0;
            asked.TryAdd(
                isWhole ? OptionKind.Timeout : OptionKind.MicrosecondTimeout,
                isWhole ? (long)timeout.TotalSeconds : (long)timeout.TotalMicroseconds);
        }

        if (WindowBlocks > 1)
        {
            asked.TryAdd(OptionKind.WindowSize, WindowBlocks);
        }

        if (options.RolloverTo is { } rollover)
        {
            asked.TryAdd(OptionKind.Rollover, rollover);
        }

        return asked;
    }
}
