using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class SizeProbeTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void TheProbeAndItsFetchAreLinked_When_TheClientHangsUpOnTheOptionAck()
    {
        _bench.Read("file.exe", "blksize", "512", "tsize", "0").OptionAck("blksize", "512", "tsize", "2048").ClientError(8, "User aborted the transfer");
        _bench.Client = _bench.Client.WithPort(2_002);
        _bench.From = Tid.WithPort(40_002);
        _bench.Read("file.exe", "blksize", "8192").OptionAck("blksize", "8192").Ack(0).Data(1, 2048).Ack(1);

        ObservedTransfer probe = _bench[1];
        Assert.Equal(ObservedOutcome.Probed, probe.Outcome);
        Assert.Same(_bench[2], probe.LinkedTo);
        Assert.Equal(["size-probe"], CodesOf(probe));
        Assert.Equal("UEFI firmware (EDK2)", probe.ClientProgram);
        Assert.Equal(ObservedOutcome.Complete, _bench[2].Outcome);
        Assert.Empty(_bench[2].Findings);
        Assert.Equal(2048, _bench[2].Bytes);
    }

    [Fact]
    public void TheProbeStandsAlone_When_NoRequestFollows()
    {
        _bench.Read("file.exe", "tsize", "0", "blksize", "1468").OptionAck("tsize", "2048", "blksize", "1468").ClientError(8, "").Quiet(100);

        Assert.Equal(["size-probe", "probe-without-fetch"], CodesOf(_bench.Only));
    }

    [Fact]
    public void ItIsAProbe_When_AServerWithoutOptionsSendsDataAndTheFirmwareSaysIllegal()
    {
        _bench.Read("file.exe", "tsize", "0", "blksize", "1468").Data(1).ClientError(4, "User aborted download");

        Assert.Equal(ObservedOutcome.Probed, _bench.Only.Outcome);
        Assert.Equal(["options-ignored", "size-probe", "probe-without-fetch"], CodesOf(_bench.Only));
    }

    [Fact]
    public void ItIsARejection_When_TheOptionAckIsWrong()
    {
        _bench.Read("file.exe", "tsize", "0").OptionAck("tsize", "10", "blksize", "1468").ClientError(8, "");

        Assert.Equal(ObservedOutcome.Failed, _bench.Only.Outcome);
        Assert.Equal(["oack-unrequested-option", "oack-rejected"], CodesOf(_bench.Only));
        Assert.Equal(FindingSeverity.Error, _bench.Only.Severity);
    }

    [Fact]
    public void ItIsARejection_When_TheTextSpeaksOfOptions()
    {
        _bench.Read("file.exe", "tsize", "0", "blksize", "1468").OptionAck("tsize", "10", "blksize", "1024").ClientError(8, "Option negotiation failed");

        Assert.Equal(["oack-rejected"], CodesOf(_bench.Only));
    }
}
