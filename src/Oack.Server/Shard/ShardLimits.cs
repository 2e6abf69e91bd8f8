using System.Runtime.InteropServices;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>
/// What the shards of one server share: how many transfers run, in all and by address, the numbers that tell transfers
/// apart, and the rate of all together. Touched when a transfer begins and ends, never for a block; any thread.
/// </summary>
internal sealed class ShardLimits(TftpServerOptions options, int shards)
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
