using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

/// <summary>
/// A receiver that falls asleep for a while loses nothing. Gaps are in milliseconds as firmware on a busy host left them;
/// the block numbers are moved to the start of the file.
/// </summary>
public sealed class LateAnswerTests
{
    private readonly TrackerBench _bench = new() { StepMs = 0 };

    [Fact]
    public void NothingWasLost_When_UefiFirmwareAnswersBothCopiesOfAWindow()
    {
        // Seen of EDK2: the first copy of 9 and 10 is acknowledged just behind the second, and each of the second by itself.
        Begin();
        Window(9, 0.08);
        Data(9, 72.5).Data(10, 0.08).Ack(12, 0.88);
        Data(13, 19.3).Data(14, 0).Ack(12, 0.02).Ack(12, 0.79);
        Data(15, 0.6).Data(16, 0).Ack(16, 11.1);
        End(17);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_UefiFirmwareAnswersAWindowThatWasSentInPieces()
    {
        Begin();
        Window(9, 0.1);
        Data(9, 20.1).Data(10, 0).Data(11, 1.1).Data(12, 0).Ack(12, 2.1);
        Data(13, 0.1).Data(14, 0).Data(13, 36.2);
        Ack(12, 0.16).Ack(12, 0.02).Ack(12, 0).Ack(12, 0).Data(14, 0.84).Ack(14, 1.1);
        Data(15, 0.04).Data(16, 3.4).Ack(14, 0.67);
        Data(17, 0.4).Data(18, 1.8).Data(15, 40).Ack(18, 0.15);
        Data(19, 0.03).Ack(18, 0.77);
        Data(20, 0.3).Data(21, 2.7).Data(22, 0.1).Ack(22, 0.5);
        End(23);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_UefiFirmwareAnswersAllCopiesAtOnceAndTheServerReadsThemLate()
    {
        Begin();
        Window(9, 0.1);
        Data(9, 47).Data(10, 0).Data(11, 9.1).Data(12, 0).Data(9, 47.2);
        Ack(12, 108).Ack(12, 0.03).Ack(12, 0).Ack(12, 14.4).Ack(12, 0.04).Ack(12, 0);
        Data(13, 95.8).Data(14, 16.3).Data(15, 7.3).Data(16, 6.4).Ack(16, 14.7);
        End(17);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_UefiFirmwareAnswersASecondCopyInTheMiddleOfAWindow()
    {
        Begin();
        Data(9, 0.9).Data(9, 27.5).Ack(9, 0.84);
        Data(10, 0.17).Data(11, 1.2).Data(12, 0).Data(13, 0).Ack(13, 1.4);
        End(14);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_TheServerIsSlowToReadAnAck()
    {
        Begin();
        Window(9, 0.1);
        Ack(12, 45.8);
        Data(9, 24.4).Data(10, 0).Data(13, 1.4).Data(14, 0).Ack(12, 25.5).Ack(12, 0.04);
        Data(15, 15.2).Data(16, 1).Ack(16, 27.1);
        End(17);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void NothingWasLost_When_PxelinuxRepeatsItsAckJustBeforeItReadsTheAnswer()
    {
        Begin(window: 1);
        Data(9, 0.1).Ack(9, 72.7);
        Data(10, 654.3).Ack(9, 329.8).Ack(10, 0.04);
        Data(11, 1.7).Ack(11, 97.4);
        End(12);

        Assert.Empty(CodesOf(_bench.Only));
    }

    [Fact]
    public void DataWasLost_When_TheReceiverAsksForAWindowAgain()
    {
        Begin();
        Window(9, 0.1);
        Ack(8, 0.5);
        Window(9, 0.1);
        Ack(12, 0.9);
        Window(13, 0.1);
        Ack(16, 0.9);
        End(17);

        Assert.Equal(["data-lost"], CodesOf(_bench.Only));
    }

    [Fact]
    public void DataWasLost_When_AWholeWindowIsSentAgainAfterATimeout()
    {
        Begin();
        Window(9, 0.1);
        Window(9, 80);
        Ack(12, 0.9);
        Window(13, 0.1);
        Ack(16, 0.9);
        End(17);

        Assert.Equal(["data-lost"], CodesOf(_bench.Only));
    }

    private void Begin(int window = 4)
    {
        _bench.Read("a", "blksize", "512", "windowsize", $"{window}").Wait(1);
        _bench.OptionAck("blksize", "512", "windowsize", $"{window}").Wait(1).Ack(0);
        for (int block = 1; block <= 8; block++)
        {
            Data(block, 0.1);
            if (block % window == 0)
            {
                Ack(block, 0.9);
            }
        }
    }

    private void End(int block)
    {
        _bench.Wait(0.1).Data(block, 0).Wait(0.9).Ack(block);
    }

    private void Window(int first, double gap)
    {
        Data(first, gap).Data(first + 1, 0).Data(first + 2, 0).Data(first + 3, 0);
    }

    private LateAnswerTests Data(int block, double gap)
    {
        _bench.Wait(gap).Data(block);
        return this;
    }

    private LateAnswerTests Ack(int block, double gap)
    {
        _bench.Wait(gap).Ack(block);
        return this;
    }
}
