using BenchmarkDotNet.Attributes;
using Oack.Content;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Benchmarks.Content;

/// <summary>
/// A window of a file that the system has in memory, framed: taken from the cache, read in one call, and, as the
/// yardstick, read block by block. Then what opening the file costs while it is open already. 0 bytes are allocated by
/// any of them. An operation is a whole window, of 64 blocks or what fits into a train.
/// </summary>
#pragma warning disable CA1001 // Cleanup disposes them.
public class FileWindowBenchmarks
#pragma warning restore CA1001
{
    private const int FileBytes = 1 << 20;

    private static readonly ContentRequest s_request =
        new("boot/image"u8.ToArray(), System.Net.IPAddress.Loopback, TransferMode.Octet);

    private readonly byte[] _buffer = new byte[DatagramTrain.MaxBytes];
    private readonly DatagramTrain _train = new();
    private string _root = "";
    private DirectoryContent _cached = null!;
    private DirectoryContent _plain = null!;
    private ReadContent _hot = null!;
    private ReadContent _cold = null!;
    private BlockRun _run;

    /// <summary>What most boot loaders ask for, and what fits into one Ethernet frame.</summary>
    [Params(1428, 512)]
    public int BlockSize { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _root = Directory.CreateTempSubdirectory("oack-bench-").FullName;
        Directory.CreateDirectory(Path.Combine(_root, "boot"));
        File.WriteAllBytes(Path.Combine(_root, "boot", "image"), new byte[FileBytes]);
        _cached = new(new() { Root = _root, Clock = new LaterClock() });
        _plain = new(new() { Root = _root, CacheBytes = 0 });
        _cold = Open(_plain);
        _hot = Open(_cached);
        _run = new(1, DatagramTrain.CountFor(BlockSize + DataPacket.HeaderBytes), BlockSize, 0);
        Require(_hot.TryReadRun(_run, _train));
        using ReadContent second = Open(_cached);
        Require(second.TryReadRun(_run, _train));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _train.Clear();
        _hot.Dispose();
        _cold.Dispose();
        _cached.Dispose();
        _plain.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>A header and a read for each block.</summary>
    [Benchmark(Baseline = true)]
    public void ReadBlockByBlock()
    {
        Span<byte> target = _buffer;
        for (int index = 0; index < _run.Count; index++)
        {
            _run.WriteHeader(target, index);
            Require(_cold.TryRead(
                (long)index * BlockSize, target.Slice(DataPacket.HeaderBytes, BlockSize), out _));
            target = target[_run.DatagramBytes..];
        }
    }

    /// <summary>One read for all, behind headers that are written each time.</summary>
    [Benchmark]
    public void ReadWindow() => Require(_cold.TryReadRun(_run, _train));

    /// <summary>A lease of what stands framed in memory.</summary>
    [Benchmark]
    public void LeaseWindow() => Require(_hot.TryReadRun(_run, _train));

    /// <summary>The name looked up, the file found open, a content for it taken and given back.</summary>
    [Benchmark]
    public void OpenAndDispose() => Open(_cached).Dispose();

#pragma warning disable CA2012 // It has completed, or the benchmark is none.
    private static ReadContent Open(DirectoryContent directory)
    {
        ValueTask<ContentOpening<ReadContent>> opening = directory.OpenReadAsync(s_request, CancellationToken.None);
        return opening.IsCompletedSuccessfully
            ? opening.GetAwaiter().GetResult().Content!
            : throw new InvalidOperationException("This kernel does not look up names without waiting.");
    }
#pragma warning restore CA2012

    private static void Require(ContentStatus status)
    {
        if (status != ContentStatus.Ok)
        {
            throw new InvalidOperationException("The file is not in memory.");
        }
    }

    /// <summary>The cache keeps no file that was changed a moment ago.</summary>
    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromMinutes(1);
    }
}
