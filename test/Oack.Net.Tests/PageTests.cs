using System.IO.MemoryMappedFiles;
using System.Net;
using Oack.Protocol.Wire;

namespace Oack.Net.Tests;

/// <summary>Trains whose bytes stand in a file leave as the file's pages, to a peer that is known; it sees no difference.</summary>
public sealed class PageTests : IDisposable
{
    private const int DatagramBytes = 1_432;
    private const int Count = 32;

    private readonly string _path = Path.GetTempFileName();
    private readonly MappedBytes _bytes;

    public PageTests()
    {
        _bytes = new MappedBytes(_path, DatagramBytes * 40);
        for (int index = 0; index < 40; index++)
        {
            _bytes.Span.Slice(index * DatagramBytes, DatagramBytes).Fill((byte)index);
        }
    }

    public void Dispose()
    {
        _bytes.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void PagesAreHandedOver_When_ThePeerHasItsSocket()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux takes pages");
        using Serving serving = new(request => FillFrom(request, 3, Count, lastBytes: 700));

        serving.Talk();
        Assert.False(_bytes.WereHandedOver);
        serving.ExpectTrain(3, Count, lastBytes: 700);

        Assert.True(_bytes.WereHandedOver);
        Assert.Equal(0, serving.Host.Engine.Statistics.SendsDropped);
        Assert.Equal(0, _bytes.Leases);
    }

    [Fact]
    public void BytesAreCopied_When_NobodyIsConnected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux takes pages");
        using Serving serving = new(request => FillFrom(request, 0, Count, DatagramBytes), ChannelConnecting.Never);

        serving.Talk();
        serving.ExpectTrain(0, Count, DatagramBytes);

        Assert.False(_bytes.WereHandedOver);
    }

    [Fact]
    public void BytesAreCopied_When_ThereAreFew()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux takes pages");
        using Serving serving = new(request => FillFrom(request, 0, 8, DatagramBytes));

        serving.Talk();
        serving.ExpectTrain(0, 8, DatagramBytes);

        Assert.False(_bytes.WereHandedOver);
    }

    /// <summary>The system is told once how long datagrams are; that must not cut what comes later.</summary>
    [Fact]
    public void ALongerDatagram_IsNotCut_BehindPages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux takes pages");
        int asked = 0;
        using Serving serving = new(request =>
        {
            if (asked++ == 1)
            {
                request.Space[..5_000].Fill(9);
                request.SetSingle(5_000);
            }
            else
            {
                FillFrom(request, 0, Count, DatagramBytes);
            }
        });
        serving.Talk();
        serving.ExpectTrain(0, Count, DatagramBytes);

        serving.Peer.Send(serving.Channel, [1]);
        Assert.Equal(5_000, serving.Peer.Receive().Bytes.Length);

        serving.ExpectTrain(0, Count, DatagramBytes);
        Assert.Equal(0, serving.Host.Engine.Statistics.SendsDropped);
    }

    private void FillFrom(DatagramTrain train, int first, int count, int lastBytes)
    {
        train.Begin(DatagramBytes);
        _bytes.Lease();
        train.AddLeased(_bytes, first * DatagramBytes, ((count - 1) * DatagramBytes) + lastBytes);
    }

    /// <summary>An engine whose one channel answers 0 with 0, and 1 with a train.</summary>
    private sealed class Serving : IDisposable
    {
        private readonly TrainShard _shard;

        public Serving(Action<DatagramTrain> fill, ChannelConnecting connecting = ChannelConnecting.Beside)
        {
            int left = 30;
            _shard = new TrainShard(singlePort: false, train =>
            {
                if (left-- > 0)
                {
                    train.Space[0] = 0;
                    train.SetSingle(1);
                }
                else
                {
                    fill(train);
                }
            })
            {
                StaysOnChannel = true,
            };
            Host = new(new() { Listen = [new(IPAddress.Loopback, 0)], Kind = EngineKind.Linux, Connecting = connecting }, _shard, _shard.Stop);
        }

        public EngineHost Host { get; }

        public UdpPeer Peer { get; } = new();

        public IPEndPoint Channel { get; private set; } = new(IPAddress.None, 0);

        public void Talk()
        {
            Channel = Peer.Ask(Host.Endpoint, [0]).From;
            for (int turn = 1; turn < 30; turn++)
            {
                Assert.Equal([0], Peer.Ask(Channel, [0]).Bytes);
            }
        }

        public void ExpectTrain(int first, int count, int lastBytes)
        {
            Peer.Send(Channel, [1]);
            for (int index = 0; index < count; index++)
            {
                (byte[] bytes, IPEndPoint from) = Peer.Receive();
                Assert.Equal(Channel, from);
                Assert.Equal(index == count - 1 ? lastBytes : DatagramBytes, bytes.Length);
                Assert.All(bytes, value => Assert.Equal((byte)(first + index), value));
            }
        }

        public void Dispose()
        {
            _shard.Stop();
            Host.Dispose();
            Peer.Dispose();
        }
    }

    /// <summary>Bytes of a mapped file.</summary>
    private sealed class MappedBytes : PinnedBytes, IDisposable
    {
        private readonly Mapping _mapping;

        public MappedBytes(string path, int lengthBytes)
            : this(new Mapping(path, lengthBytes), lengthBytes)
        {
        }

        private MappedBytes(Mapping mapping, int lengthBytes)
            : base(mapping.Address, lengthBytes, mapping.Descriptor, 0) => _mapping = mapping;

        public int Leases { get; private set; }

        public void Lease() => Leases++;

        public override void Release() => Leases--;

        public void Dispose() => _mapping.Dispose();
    }

    private sealed class Mapping : IDisposable
    {
        private readonly FileStream _stream;
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;

        public Mapping(string path, int lengthBytes)
        {
            _stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
            _stream.SetLength(lengthBytes);
            _file = MemoryMappedFile.CreateFromFile(_stream, null, lengthBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, lengthBytes);
        }

        public nint Address => _view.SafeMemoryMappedViewHandle.DangerousGetHandle();

        public int Descriptor => (int)_stream.SafeFileHandle.DangerousGetHandle();

        public void Dispose()
        {
            _view.Dispose();
            _file.Dispose();
            _stream.Dispose();
        }
    }
}
