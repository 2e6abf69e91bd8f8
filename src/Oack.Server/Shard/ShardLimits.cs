using System.Runtime.InteropServices;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// What the shards of one server share: how many transfers run, in all and by address, the numbers that tell transfers
/// apart, the rate of all together, and each one's part of the files that may be open. Touched when a transfer begins and
/// ends, never for a block; any thread.
/// </summary>
/// <param name="options">The limits that were asked for.</param>
/// <param name="shards">How many shards there are.</param>
/// <param name="openFiles">How many files the process may have open; null when nobody knows.</param>
internal sealed class ShardLimits(TftpServerOptions options, int shards, long? openFiles = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PeerEndpoint, int> _byAddress = [];
    private int _count;
    private long _lastId;

    /// <summary>Why no further transfer may begin.</summary>
    internal enum Verdict : byte
    {
        /// <summary>It may.</summary>
        Ok = 0,

        /// <summary>As many run as may run.</summary>
        Full,

        /// <summary>The address has as many as it may.</summary>
        FullForAddress,
    }

    /// <summary>How many shards there are.</summary>
    internal int Shards { get; } = shards;

    /// <summary>How many files the process may have open; null when nobody knows.</summary>
    internal long? OpenFiles { get; } = openFiles;

    /// <summary>What that leaves for each shard.</summary>
    internal OpenFileBudget Files { get; } = OpenFileBudget.Of(openFiles, options, shards);

    /// <summary>How many transfers move at once in a shard before further ones wait.</summary>
    internal int MaxRunning => Math.Min(options.MaxRunning, Files.Running);

    /// <summary>Whether the limit of open files is what keeps transfers waiting.</summary>
    internal bool AreFilesShort => Files.Running < options.MaxRunning && (long)Files.Running * Shards < options.MaxTransfers;

    /// <summary>The rate of all transfers together, or null: not limited.</summary>
    internal RateLimit? TotalRate { get; } = options.MaxBytesPerSecond is { } rate ? new RateLimit(rate) : null;

    /// <summary>A number that no other transfer has.</summary>
    internal long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>One more transfer of an address, unless that is too many.</summary>
    internal Verdict TryEnter(PeerEndpoint client)
    {
        lock (_lock)
        {
            if (_count >= options.MaxTransfers)
            {
                return Verdict.Full;
            }

            ref int ofAddress = ref CollectionsMarshal.GetValueRefOrAddDefault(_byAddress, client.WithPort(0), out _);
            if (ofAddress >= options.MaxTransfersPerClient)
            {
                return Verdict.FullForAddress;
            }

            ofAddress++;
            _count++;
            return Verdict.Ok;
        }
    }

    /// <summary>One transfer of an address less.</summary>
    internal void Leave(PeerEndpoint client)
    {
        PeerEndpoint address = client.WithPort(0);
        lock (_lock)
        {
            _count--;
            ref int ofAddress = ref CollectionsMarshal.GetValueRefOrNullRef(_byAddress, address);
            if (--ofAddress == 0)
            {
                _byAddress.Remove(address);
            }
        }
    }
}
