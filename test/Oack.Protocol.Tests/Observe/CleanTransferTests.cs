using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class CleanTransferTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void NothingIsFound_When_AReadIsClean()
    {
        _bench.Read("a", "blksize", "1024").OptionAck("blksize", "1024").Ack(0).Exchange(1, 9, 1024).Data(10, 5).Ack(10);

        ObservedTransfer transfer = _bench.Only;
        Assert.Equal(ObservedOutcome.Complete, transfer.Outcome);
        Assert.Empty(transfer.Findings);
        Assert.Equal((9 * 1024) + 5, transfer.Bytes);
        Assert.Equal(10, transfer.Blocks);
        Assert.Equal(0, transfer.Retransmissions);
    }

    [Fact]
    public void NothingIsFound_When_AWriteInWindowsIsClean()
    {
        _bench.Write("a", "windowsize", "4").OptionAck("windowsize", "4");
        for (int block = 1; block <= 8; block++)
        {
            _bench.ClientData(block);
            if (block % 4 == 0)
            {
                _bench.ServerAck(block);
            }
        }

        _bench.ClientData(9, 0).ServerAck(9);

        Assert.Empty(_bench.Only.Findings);
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
        Assert.True(_bench.Only.IsWrite);
    }

    [Fact]
    public void NothingIsFound_When_AnEagerReceiverAcknowledgesEachBlockOfItsWindow()
    {
        _bench.Read("a", "windowsize", "4").OptionAck("windowsize", "4").Ack(0);
        for (int block = 1; block <= 40; block++)
        {
            _bench.Data(block).Ack(block);
        }

        _bench.Data(41, 0).Ack(41);
        Assert.Empty(_bench.Only.Findings);
    }

    [Fact]
    public void TheFileIsEmpty_When_DataOneIsEmpty()
    {
        _bench.Read("a").Data(1, 0).Ack(1);

        Assert.Equal(["empty-file"], CodesOf(_bench.Only));
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
    }

    [Fact]
    public void ThePortIsSaid_When_TheServerAnswersFromTheRequestsPort()
    {
        _bench.From = Server;
        _bench.Read("a").Exchange(1, 2).Data(3, 1).Ack(3);

        Assert.Equal(["single-port-server"], CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingIsSaidOfPorts_When_TheServerRefusesFromTheRequestsPort()
    {
        _bench.From = Server;
        _bench.Read("a").ServerError(1, "no such file");

        Assert.Equal(["file-not-found"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheFileArrived_When_TheLastAckNeverComes()
    {
        _bench.Read("a").Exchange(1, 2).Data(3, 1).Wait(1000).Data(3, 1).Wait(1000).Data(3, 1);

        Assert.Equal(["final-ack-missing"], CodesOf(_bench.Only));
        Assert.Equal(ObservedOutcome.Complete, _bench.Only.Outcome);
    }

    [Fact]
    public void ItRuns_When_TheCaptureEndsMidway()
    {
        _bench.Read("a").Exchange(1, 5);

        Assert.Empty(_bench.Only.Findings);
        Assert.Equal(ObservedOutcome.InProgress, _bench.Only.Outcome);
    }

    [Fact]
    public void ItClosedEarly_When_TheClientHungUpOnPurposeMidway()
    {
        _bench.Read("grub.cfg", "blksize", "1024", "tsize", "0").OptionAck("blksize", "1024", "tsize", "99999").Ack(0).Exchange(1, 3, 1024).ClientError(0, "closed");

        Assert.Equal(ObservedOutcome.ClosedEarly, _bench.Only.Outcome);
        Assert.Equal("GRUB 2", _bench.Only.ClientProgram);
        Assert.Equal(["closed-early"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheWindowVaries_When_AcksHaveAFifthByte()
    {
        _bench.Read("a", "windowsize", "4", "msftwindow", "31416").OptionAck("windowsize", "4", "msftwindow", "27182").Ack(0).Data(1).Data(2).Data(3).Data(4);
        _bench.ToServer([0, 4, 0, 4, 8]).Data(5, 9).ToServer([0, 4, 0, 5, 8]);

        Assert.Equal(["variable-window"], CodesOf(_bench.Only));
        Assert.Equal("Windows boot manager", _bench.Only.ClientProgram);
    }
}
