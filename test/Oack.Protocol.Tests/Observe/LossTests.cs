using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class LossTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void DataWasLost_When_ItWasSentAgainAfterATimeout()
    {
        _bench.Read("a").Exchange(1, 5).Data(6).Wait(6000).Data(6).Ack(6).Exchange(7, 9).Data(10, 0).Ack(10);

        Assert.Equal(["data-lost", "timer-bound"], CodesOf(_bench.Only));
        Assert.InRange(_bench.Only.Time.Timers.TotalSeconds, 5.9, 6.1);
    }

    [Fact]
    public void TheTimerTookTheTime_When_ManyBlocksWaitedForIt()
    {
        _bench.Read("a");
        for (int block = 1; block <= 160; block++)
        {
            _bench.Data(block).Wait(1000).Data(block).Ack(block);
        }

        _bench.Data(161, 0).Ack(161);

        Finding timer = _bench.Only.Findings.Single(finding => finding.Code == FindingCode.TimerBound);
        Assert.Contains("160 times", timer.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAckWasLost_When_DataIsSentAgainThoughItWasAcknowledged()
    {
        _bench.Read("a").Exchange(1, 5).Wait(1000).Data(5).Ack(5).Exchange(6, 9).Data(10, 0).Ack(10);

        Assert.Equal(["ack-lost", "timer-bound"], CodesOf(_bench.Only));
    }

    [Fact]
    public void DataWasLost_When_TheClientRepeatsItsAckThoughDataWasSent()
    {
        _bench.Read("a").Exchange(1, 5).Data(6).Wait(1000).Ack(5).Data(6).Ack(6).Exchange(7, 9).Data(10, 0).Ack(10);

        Assert.Contains("data-lost", CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_BothCopiesAreAcknowledged()
    {
        _bench.Read("a").Exchange(1, 5).Data(6).Wait(1000).Data(6).Ack(6).Data(7).Ack(6).Ack(7).Exchange(8, 9).Data(10, 0).Ack(10);

        Assert.DoesNotContain("data-lost", CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_TheAckCameLateAndCrossedTheRepetition()
    {
        _bench.Read("a").Exchange(1, 9).Data(10, 5).Wait(20).Data(10, 5).Wait(12).Ack(10);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void DoublingIsSaid_When_EveryDataAndAckGoesTwiceFromOneBlockOn()
    {
        _bench.Read("a").Exchange(1, 5);
        for (int block = 6; block <= 20; block++)
        {
            _bench.Data(block).Data(block).Ack(block).Ack(block);
        }

        _bench.Data(21, 0).Data(21, 0).Ack(21).Ack(21);
        Assert.Equal(["sorcerers-apprentice"], CodesOf(_bench.Only));
    }

    [Fact]
    public void CopiesAreSaid_When_TheCaptureDoublesEveryPacket()
    {
        for (int i = 0; i < 2; i++)
        {
            _bench.Read("a");
        }

        for (int block = 1; block <= 10; block++)
        {
            _bench.Data(block).Data(block).Ack(block).Ack(block);
        }

        _bench.Data(11, 0).Data(11, 0).Ack(11).Ack(11);
        Assert.Equal(["duplicate-packets"], CodesOf(_bench.Only));
    }

    [Fact]
    public void CopiesAreSaid_When_OnePacketComesTwiceWithTheSameIdentification()
    {
        _bench.IpId = 100;
        _bench.Read("a").Exchange(1, 3);
        _bench.IpId = 200;
        _bench.Data(4).Data(4);
        _bench.IpId = 300;
        _bench.Ack(4).Data(5, 0);
        _bench.IpId = 301;
        _bench.Ack(5);

        Assert.Equal(["duplicate-packets"], CodesOf(_bench.Only));
    }

    [Fact]
    public void BlocksAreReordered_When_ALaterOneComesFirst()
    {
        _bench.Read("a", "windowsize", "4").OptionAck("windowsize", "4").Ack(0).Data(1).Data(3).Data(2).Data(4).Ack(4).Data(5, 0).Ack(5);

        Assert.Equal(["reordered"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheWindowIsTooLarge_When_TheReceiverAcknowledgesInsideItAgainAndAgain()
    {
        _bench.Read("a", "windowsize", "8").OptionAck("windowsize", "8").Ack(0);
        for (int block = 0; block < 30; block += 5)
        {
            for (int next = 1; next <= 8; next++)
            {
                _bench.Data(block + next);
            }

            _bench.Ack(block + 5);
        }

        _bench.Data(31, 0).Ack(31);
        ObservedTransfer transfer = _bench.Only;
        Assert.Contains("window-overrun", CodesOf(transfer));
        Assert.DoesNotContain("data-lost", CodesOf(transfer));
        Assert.Contains("5 blocks", transfer.Findings.Single(finding => finding.Code == FindingCode.WindowOverrun).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void DataWasLost_When_OneWindowHasAGap()
    {
        _bench.Read("a", "windowsize", "4").OptionAck("windowsize", "4").Ack(0).Data(1).Data(2).Data(3).Data(4).Ack(2).Data(3).Data(4).Data(5).Data(6).Ack(6).Data(7, 0).Ack(7);

        Assert.Equal(["data-lost"], CodesOf(_bench.Only));
    }

    [Fact]
    public void FragmentsAreLost_When_OnlyTheFirstOnesAreSeen()
    {
        _bench.Read("a", "blksize", "8192").OptionAck("blksize", "8192").Ack(0);
        for (int i = 0; i < 3; i++)
        {
            _bench.Send(Tid, _bench.Client, DataOf(1, 1400), DatagramDamage.FragmentsMissing, 1500, 8196).Wait(1000).Ack(0);
        }

        Assert.Equal(["fragments-lost"], CodesOf(_bench.Only));
    }

    [Fact]
    public void FragmentsAreLost_When_LargeBlocksAreSentAndTheClientRepeatsItsAck()
    {
        _bench.Read("a", "blksize", "8192").OptionAck("blksize", "8192").Ack(0);
        for (int i = 0; i < 3; i++)
        {
            _bench.Send(Tid, _bench.Client, DataOf(1, 8192), DatagramDamage.None, 1500).Wait(1000).Ack(0);
        }

        Assert.Equal(["fragments-lost"], CodesOf(_bench.Only));
    }
}
