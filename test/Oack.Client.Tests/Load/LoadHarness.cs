using Oack.Client.Tests.Scripted;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests.Load;

/// <summary>A shard without an engine: a test is its network and its clock.</summary>
internal sealed class LoadHarness
{
    private readonly DatagramTrain _train = new();

    public LoadHarness(LoadOptions options)
    {
        Run = new LoadRun(TftpUri.Parse("tftp://192.0.2.1/file"), Server, options, new ReferenceContent());
        Shard = new LoadShard(Run, options.Clients);
    }

    public static PeerEndpoint Server { get; } = PeerEndpoint.FromIPv4(0xC0000201, 69);

    public LoadRun Run { get; }

    public LoadShard Shard { get; }

    public Instant Now { get; set; } = Instant.Zero;

    /// <summary>Begins, as an engine does.</summary>
    public void Begin() => Shard.HandleWake(Now);

    /// <summary>What leaves now, in order.</summary>
    public List<(ChannelId Channel, PeerEndpoint To, string Text)> Sent()
    {
        List<(ChannelId, PeerEndpoint, string)> sent = [];
        while (Poll(out OutgoingTrain outgoing))
        {
            sent.Add((outgoing.Channel, outgoing.Remote, PacketText.Describe(_train[0])));
        }

        return sent;
    }

    /// <summary>The channels that are closed now.</summary>
    public List<ChannelId> Closed()
    {
        List<ChannelId> closed = [];
        while (Shard.TryPollClosedChannel(out ChannelId channel))
        {
            closed.Add(channel);
        }

        return closed;
    }

    /// <summary>Lets what is due leave, unseen.</summary>
    public int Drain()
    {
        int count = 0;
        while (Poll(out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>The server of a transfer sends from its own port.</summary>
    /// <returns>Whether it was answered at once, by <see cref="Acknowledgment"/>.</returns>
    public bool Answer(ChannelId channel, byte[] packet, ushort serverPort = 40_000)
    {
        IncomingDatagram incoming = new(channel, Server.WithPort(serverPort), default, IsBroadcast: false);
        _train.Clear();
        if (!Shard.TryAnswer(Now, incoming, packet, _train))
        {
            Assert.Equal(0, _train.Count);
            Shard.HandleDatagram(Now, incoming, packet);
        }

        return _train.Count > 0;
    }

    /// <summary>The answer that the last datagram got at once.</summary>
    public string Acknowledgment => PacketText.Describe(_train[0]);

    /// <summary>Brings a whole file in blocks of 512 bytes.</summary>
    public void Bring(ChannelId channel, byte[] file)
    {
        for (int block = 1; block <= (file.Length / 512) + 1; block++)
        {
            Answer(channel, Packets.Block(file, block, 512));
            if (block <= file.Length / 512)
            {
                Drain();
            }
        }
    }

    private bool Poll(out OutgoingTrain outgoing)
    {
        _train.Clear();
        return Shard.TryPollTransmit(Now, _train, out outgoing);
    }
}
