using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class SeveralTransferTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void ASearchIsSaid_When_PxelinuxFindsItsDefault()
    {
        foreach (string name in new[] { "44454c4c-4200-1030-8036-b7c04f535132", "01-52-54-00-12-34-56", "0A000005", "0A00000" })
        {
            NextPort();
            _bench.Read("pxelinux.cfg/" + name).ServerError(1, "File not found");
        }

        NextPort();
        _bench.Read("pxelinux.cfg/default").Data(1, 5).Ack(1);

        Assert.Equal(["search-order"], CodesOf(_bench[5]));
        Assert.All([1, 2, 3, 4], id => Assert.Equal(FindingSeverity.Note, _bench[id].Severity));
    }

    [Fact]
    public void NoSearchIsSaid_When_TheNamesHaveNothingInCommon()
    {
        _bench.Read("nosuch.img").ServerError(1, "File not found");
        NextPort();
        _bench.Read("nosuch.cfg").ServerError(1, "File not found");
        NextPort();
        _bench.Read("there").Data(1, 5).Ack(1);

        Assert.DoesNotContain("search-order", CodesOf(_bench[3]));
    }

    [Fact]
    public void ALoopIsSaid_When_AHostFetchesTheSameFileThreeTimes()
    {
        for (int i = 0; i < 3; i++)
        {
            NextPort();
            _bench.Read("boot.efi").Data(1, 5).Ack(1).Wait(2000);
        }

        Assert.Empty(_bench[2].Findings);
        Assert.Equal(["boot-loop"], CodesOf(_bench[3]));
    }

    [Fact]
    public void TheFallbackIsSaid_When_MtftpIsUnanswered()
    {
        _bench.Send(_bench.Client, Server.WithPort(1759), [0, 1, .. "boot.0"u8, 0, .. "octet"u8, 0]).Wait(1000);
        NextPort();
        _bench.Read("boot.0").Data(1, 5).Ack(1);

        Assert.Contains("mtftp-fallback", CodesOf(_bench[2]));
    }

    [Fact]
    public void TheMasterChanges_When_AnotherClientIsMadeMaster()
    {
        _bench.Read("image", "multicast", "").OptionAck("multicast", "239.1.1.1,1758,1").Ack(0);
        PeerEndpoint first = _bench.Client;
        _bench.Client = PeerEndpoint.FromIPv4(0x0A000006, 2_001);
        _bench.Read("image", "multicast", "").OptionAck("multicast", "239.1.1.1,1758,0").Ack(0);
        _bench.Send(Tid, PeerEndpoint.FromIPv4(0xEF010101, 1758), DataOf(1, 512));
        _bench.OptionAck("multicast", ",,1").Ack(0);

        Assert.Contains("multicast-master-change", CodesOf(_bench[2]));
        Assert.Equal(512, _bench[1].Bytes);
        Assert.Equal(512, _bench[2].Bytes);
    }

    [Fact]
    public void ItIsATransfer_When_TheRequestWasNotSeen()
    {
        _bench.Exchange(10, 20).Data(21, 3).Ack(21);

        Assert.False(_bench.Only.HasRequest);
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
        Assert.Empty(_bench.Only.Findings);
    }

    [Fact]
    public void ItIsNone_When_StrayPacketsGoToPort69()
    {
        _bench.Send(_bench.Client, Server, DataOf(1, 5)).Send(_bench.Client, Server, AckOf(7)).Send(_bench.Client, Server, [0, 9, 9]);
        _bench.Tracker.Finish();

        Assert.Empty(_bench.Tracker.Transfers);
    }

    [Fact]
    public void NothingIsConcluded_When_OnlyTheClientsPacketsAreSeen()
    {
        _bench.Read("a");
        for (int block = 1; block < 30; block++)
        {
            _bench.Ack(block);
        }

        Assert.Empty(_bench.Only.Findings);
    }

    private void NextPort()
    {
        _bench.Client = _bench.Client.WithPort((ushort)(_bench.Client.Port + 1));
        _bench.From = _bench.From.WithPort((ushort)(_bench.From.Port + 1));
    }
}
