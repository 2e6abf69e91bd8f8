using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MtftpServerTests
{
    private static readonly PeerEndpoint Group = PeerEndpoint.FromIPv4(0xEFFF0001, 1_759);
    private static readonly PeerEndpoint First = PeerEndpoint.FromIPv4(0x0A000002, 1_759);
    private static readonly PeerEndpoint Second = PeerEndpoint.FromIPv4(0x0A000003, 1_759);

    private readonly byte[] _buffer = new byte[512];
    private readonly MtftpSendSession _session;
    private Instant _now = Instant.Zero + TimeSpan.FromSeconds(1);

    public MtftpServerTests() => _session = new MtftpSendSession(_now, Group, 512, (512 * 4) + 10);

    [Fact]
    public void BlockOneGoesToTheClientAndToTheGroup_When_ARoundBegins()
    {
        Assert.Equal(Disposition.Accepted, _session.HandleRequest(_now, First));
        Assert.Equal(["first: 1", "group: 1"], Sent());
        Assert.Equal(Disposition.Accepted, Ack(First, 1));
        Assert.Equal(["group: 2"], Sent());
    }

    [Fact]
    public void OtherClientsRequestIsNotAnswered_When_ARoundRuns()
    {
        _session.HandleRequest(_now, First);
        Sent();
        Assert.Equal(Disposition.Duplicate, _session.HandleRequest(_now, Second));
        Assert.Empty(Sent());
    }

    [Fact]
    public void FileIsSentOnceAndBlockOneTwice_When_NothingIsLost()
    {
        RunToTheEnd();
        Assert.Equal(6, _session.Statistics.BlocksSent);
        Assert.Equal(["RoundBegan", "BecameMaster", "ReceiverDone", "RoundEnded"], Events());
        Assert.Equal(MulticastState.Idle, _session.State);
    }

    [Fact]
    public void WholeFileIsSentAgain_When_AnotherRoundIsAskedFor()
    {
        RunToTheEnd();
        Assert.Equal(Disposition.Accepted, _session.HandleRequest(_now, Second));
        Assert.Equal(["second: 1", "group: 1"], Sent());
    }

    [Fact]
    public void SendingGoesOnBehindTheNamedBlock_When_TheAckJumps()
    {
        _session.HandleRequest(_now, First);
        Sent();
        Ack(First, 3);
        Assert.Equal(["group: 4"], Sent());
    }

    [Fact]
    public void ShortBlockGoesOutOnce_When_TheAckJumpsToTheEnd()
    {
        _session.HandleRequest(_now, First);
        Sent();
        Ack(First, 5);
        Assert.Equal(["group: 5"], Sent());
        Assert.Equal(MulticastState.Idle, _session.State);
    }

    [Fact]
    public void FileGoesOnForTheListeners_When_TheAcknowledgingClientFallsSilent()
    {
        _session.HandleRequest(_now, First);
        Sent();
        Ack(First, 1);
        List<string> sent = [.. Sent()];
        Instant silentSince = _now;
        while (_session.State != MulticastState.Idle)
        {
            Expire();
            sent.AddRange(Sent());
        }

        Assert.Equal(["group: 3", "group: 4", "group: 5"], sent.SkipWhile(one => one == "group: 2"));
        Assert.InRange((_now - silentSince).TotalSeconds, 2, 5);
        Assert.Contains("LostMaster", Events());
    }

    [Fact]
    public void ForgedRequestBuysFewPackets_When_NobodyAcknowledges()
    {
        _session.HandleRequest(_now, First);
        int packets = Sent().Length;
        while (_session.State != MulticastState.Idle)
        {
            Expire();
            packets += Sent().Length;
        }

        // DATA 1, four times, to the client and to the group.
        Assert.Equal(8, packets);
    }

    [Fact]
    public void RepeatedAckSendsNothing_When_TheBlockHasJustLeft()
    {
        _session.HandleRequest(_now, First);
        Sent();
        _now += TimeSpan.FromMilliseconds(1);
        Ack(First, 1);
        Sent();
        Assert.Equal(Disposition.Duplicate, Ack(First, 1));
        Assert.Empty(Sent());
    }

    [Fact]
    public void StrangerGetsErrorFive_When_ItAcknowledges()
    {
        _session.HandleRequest(_now, First);
        Sent();
        Assert.Equal(Disposition.ForeignPeer, Ack(Second, 1));
        Assert.Equal(["second: ERROR 5"], Sent());
    }

    [Fact]
    public void SessionCloses_When_NobodyAsksForLong()
    {
        Expire();
        Assert.True(_session.IsClosed);
        Assert.Equal(["Closed"], Events());
        Assert.Equal(Disposition.Unexpected, _session.HandleRequest(_now, First));
    }

    private void RunToTheEnd()
    {
        _session.HandleRequest(_now, First);
        Sent();
        for (int block = 1; block <= 5; block++)
        {
            _now += TimeSpan.FromMilliseconds(1);
            Assert.Equal(Disposition.Accepted, Ack(First, block));
            Assert.Equal(block < 5 ? [$"group: {block + 1}"] : [], Sent());
        }
    }

    private void Expire()
    {
        _now = Instant.Max(_now, _session.NextDeadline);
        _session.HandleTimeout(_now);
    }

    private Disposition Ack(PeerEndpoint from, int block) => _session.HandleDatagram(_now, from, [0, 4, (byte)(block >> 8), (byte)block]);

    private string[] Sent()
    {
        List<string> sent = [];
        while (_session.TryPollTransmit(_now, _buffer, out Transmit transmit))
        {
            string to = transmit.To == Group ? "group" : transmit.To == First ? "first" : "second";
            int number = (_buffer[2] << 8) | _buffer[3];
            sent.Add(transmit.Kind == Opcode.Data ? $"{to}: {number}" : $"{to}: {transmit.Kind.ToString().ToUpperInvariant()} {number}");
        }

        return [.. sent];
    }

    private string[] Events()
    {
        List<string> events = [];
        while (_session.TryPollEvent(out MulticastEvent one))
        {
            events.Add($"{one.Kind}");
        }

        return [.. events];
    }
}
