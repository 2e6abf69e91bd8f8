using Oack.Protocol.Multicast;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Multicast;

public sealed class MulticastClientTests
{
    private const string MasterAck = "multicast\0239.255.0.1,1758,1\0";
    private const string ListenerAck = "multicast\0239.255.0.1,1758,0\0";

    private readonly ClientSessionBench _bench = ClientSessionBench.Rfc2090();

    [Fact]
    public void MasterAcknowledgesTheBlockBeforeItsFirstGap_When_BlocksAreMissing()
    {
        Open(MasterAck);
        Assert.Equal(["ACK 0"], _bench.Sent());
        _bench.Data(1);
        Assert.Equal(["ACK 1"], _bench.Sent());
        _bench.Data(3);
        Assert.Equal(1_024, _bench.Payload.Offset);
        Assert.Equal(["ACK 1"], _bench.Sent());
        _bench.Data(2);
        Assert.Equal(["ACK 3"], _bench.Sent());
    }

    [Fact]
    public void GroupIsToldBeforeAnythingElse_When_MulticastIsGranted()
    {
        Open(MasterAck);
        Assert.Equal(["Negotiated", "BecameMaster"], _bench.Events());
        Assert.Equal(ClientSessionBench.Group, _bench.Session.Group);
        Assert.True(_bench.Session.IsMaster);
    }

    [Fact]
    public void ListenerAcknowledgesItsOptionsAndNoData_When_ItIsNotTheMaster()
    {
        Open(ListenerAck);
        Assert.Equal(["ACK 0"], _bench.Sent());
        _bench.Data(5);
        _bench.Data(7);
        Assert.Empty(_bench.Sent());
        Assert.Equal(5, _bench.Session.MissingBlocks);
    }

    [Fact]
    public void ListenerAcknowledgesTheLastBlock_When_ItHasThemAll()
    {
        Open(ListenerAck);
        _bench.Sent();
        _bench.Data(2);
        _bench.Data(3, bytes: 0);
        _bench.Data(1);
        Assert.Equal(["Negotiated", "Received"], _bench.Events());
        Assert.Empty(_bench.Sent());
        _bench.Session.HandleStored(_bench.Now);
        Assert.Equal(["ACK 3"], _bench.Sent());
        Assert.Equal(["Ended"], _bench.Events());
        Assert.Equal(TransferOutcome.Complete, _bench.Session.Outcome);
        Assert.Equal(1_024, _bench.Session.ContentBytes);
    }

    [Fact]
    public void ListenerBecomesMaster_When_TheOptionAckLeavesTheGroupOut()
    {
        Open(ListenerAck);
        _bench.Sent();
        _bench.Data(1);
        _bench.Data(3);
        Assert.Equal(Disposition.Accepted, _bench.OptionAck("multicast\0,,1\0"));
        Assert.Equal(["ACK 1"], _bench.Sent());
        Assert.Equal(Disposition.Accepted, _bench.OptionAck("multicast\0,,0\0"));
        _bench.Data(2);
        Assert.Empty(_bench.Sent());
        Assert.Equal(["Negotiated", "BecameMaster", "LostMaster"], _bench.Events());
    }

    [Fact]
    public void DataOfAnotherPortIsRefused_When_TheGroupIsShared()
    {
        Open(MasterAck);
        _bench.Sent();
        Assert.Equal(Disposition.ForeignPeer, _bench.Data(1, from: ClientSessionBench.Tid.WithPort(40_002)));
        Assert.Empty(_bench.Sent());
    }

    [Fact]
    public void WholeFileComesAsAnOrdinaryTransfer_When_TheServerGrantsNoMulticast()
    {
        _bench.Sent();
        Assert.Equal(Disposition.Accepted, _bench.Data(1, viaGroup: false));
        Assert.Equal(["ACK 1"], _bench.Sent());
        _bench.Data(2, bytes: 3, viaGroup: false);
        _bench.Session.HandleStored(_bench.Now);
        Assert.Equal(["ACK 2"], _bench.Sent());
        Assert.Equal(["Negotiated", "Received", "Ended"], _bench.Events());
        Assert.Equal(MulticastState.Plain, _bench.Session.State);
    }

    [Fact]
    public void FetchWithoutMulticastIsAdvised_When_NothingEverComesToTheGroup()
    {
        Open(MasterAck);
        for (int i = 0; i < 50 && _bench.Session.Outcome == TransferOutcome.None; i++)
        {
            _bench.Sent();
            _bench.Expire();
        }

        Assert.Equal(MulticastFallback.GroupSilent, _bench.Session.Fallback);
        Assert.Equal(15, (_bench.Now - Instant.Zero).TotalSeconds - 1, 3);
        Assert.Equal(["ERROR 0"], _bench.Sent());
    }

    [Theory]
    [InlineData(MasterAck)]
    [InlineData(ListenerAck)]
    public void FetchWithoutMulticastIsAdvised_When_TheGroupBringsNothingNew(string optionAck)
    {
        Open(optionAck);
        _bench.Data(1);
        Instant lastNew = _bench.Now;
        Instant repeatsAt = _bench.Now;
        for (int i = 0; i < 1_000 && _bench.Session.Outcome == TransferOutcome.None; i++)
        {
            _bench.Sent();
            if (_bench.Session.NextDeadline > repeatsAt)
            {
                _bench.Advance((repeatsAt - _bench.Now).TotalMilliseconds);
                _bench.Data(1);
                repeatsAt = _bench.Now + TimeSpan.FromSeconds(5);
            }
            else
            {
                _bench.Expire();
            }
        }

        Assert.Equal(MulticastFallback.NoProgress, _bench.Session.Fallback);
        Assert.Equal(TransferOutcome.Stalled, _bench.Session.Outcome);
        Assert.Equal(120, (_bench.Now - lastNew).TotalSeconds, 3);
        Assert.Equal(["ERROR 0"], _bench.Sent());
    }

    [Fact]
    public void TransferFails_When_TheServerFallsSilentMidway()
    {
        Open(ListenerAck);
        _bench.Data(1);
        Instant lastHeard = _bench.Now;
        for (int i = 0; i < 1_000 && _bench.Session.Outcome == TransferOutcome.None; i++)
        {
            _bench.Sent();
            _bench.Expire();
        }

        Assert.Equal(MulticastFallback.None, _bench.Session.Fallback);
        Assert.Equal(TransferOutcome.Stalled, _bench.Session.Outcome);
        Assert.Equal(30, (_bench.Now - lastHeard).TotalSeconds, 3);
    }

    [Fact]
    public void NewSessionIsTakenWithWhatIsHere_When_TheServerAnswersTheRepeatedRequestFromAnotherPort()
    {
        Open(ListenerAck);
        _bench.Sent();
        _bench.Data(1);
        _bench.Expire();
        Assert.Equal(["RRQ f octet multicast"], _bench.Sent());
        PeerEndpoint other = ClientSessionBench.Tid.WithPort(40_009);
        Assert.Equal(Disposition.Accepted, _bench.Deliver(other, viaGroup: false, [0, 6, .. "multicast\0239.255.0.2,1758,1\0"u8]));
        Assert.Equal(["ACK 1"], _bench.Sent());
        Assert.Equal(PeerEndpoint.FromIPv4(0xEFFF0002, 1_758), _bench.Session.Group);
    }

    [Fact]
    public void TransferFails_When_TheOptionAckNamesNoGroup()
    {
        _bench.Sent();
        Assert.Equal(Disposition.Terminal, _bench.OptionAck("multicast\0,,1\0"));
        Assert.Equal(["ERROR 8"], _bench.Sent());
        Assert.Equal(TransferOutcome.Failed, _bench.Session.Outcome);
    }

    [Fact]
    public void WindowIsAcknowledgedOnce_When_ItArrivesWhole()
    {
        ClientSessionBench bench = ClientSessionBench.Rfc2090(windowBlocks: 4);
        bench.Sent();
        bench.OptionAck("multicast\0239.255.0.1,1758,1\0windowsize\04\0");
        Assert.Equal(["ACK 0"], bench.Sent());
        for (int block = 1; block <= 3; block++)
        {
            bench.Data(block);
            Assert.Empty(bench.Sent());
        }

        bench.Data(4);
        Assert.Equal(["ACK 4"], bench.Sent());

        // A gap is reported once, and each repair at once.
        bench.Data(6);
        Assert.Equal(["ACK 4"], bench.Sent());
        bench.Data(7);
        Assert.Empty(bench.Sent());
        bench.Data(5);
        Assert.Equal(["ACK 7"], bench.Sent());
    }

    private void Open(string options)
    {
        Assert.Equal(["RRQ f octet multicast"], _bench.Sent());
        Assert.Equal(Disposition.Accepted, _bench.OptionAck(options));
    }
}
