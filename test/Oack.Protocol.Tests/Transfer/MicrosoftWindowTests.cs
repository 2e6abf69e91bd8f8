using Oack.Protocol.Options;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class MicrosoftWindowTests
{
    [Fact]
    public void NextWindowIsWhatTheAckSays_When_TheOptionIsGranted()
    {
        TransferBench bench = TransferBench.OpenSender(100_000, 1, (OptionKind.WindowSize, 4), (OptionKind.MicrosoftWindow, 27_182));
        Assert.Equal(4, bench.Sent().Length);
        Assert.Equal(Disposition.Accepted, bench.Deliver([0, 4, 0, 4, 2]));
        Assert.Equal(2, bench.Sent().Length);
        Assert.Equal(Disposition.Accepted, bench.Deliver([0, 4, 0, 6, 8]));
        bench.Expire();
        Assert.NotEmpty(bench.Sent());
    }

    [Fact]
    public void FifthByteIsIgnored_When_TheOptionIsNotGranted()
    {
        TransferBench bench = TransferBench.OpenSender(100_000, 1, (OptionKind.WindowSize, 4));
        bench.Sent();
        Assert.Equal(Disposition.Accepted, bench.Deliver([0, 4, 0, 4, 1]));
        Assert.Equal(4, bench.Sent().Length);
    }
}
