using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class EndingTests
{
    private readonly TrackerBench _bench = new();

    [Fact]
    public void TheEmptyBlockIsMissing_When_TheSizeIsAMultipleAndTheClientWaits()
    {
        _bench.Read("a", "tsize", "0").OptionAck("tsize", "2560").Ack(0).Exchange(1, 5).Wait(1000).Ack(5).Wait(1000).Ack(5).ClientError(0, "timeout");

        Assert.Equal(ObservedOutcome.Failed, _bench.Only.Outcome);
        Assert.Equal(["final-block-missing"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheSizeDiffers_When_MoreIsCarriedThanAnnounced()
    {
        _bench.Read("a", "tsize", "0").OptionAck("tsize", "100").Ack(0).Data(1).Ack(1).Data(2, 5).Ack(2);

        Assert.Equal(["size-mismatch"], CodesOf(_bench.Only));
    }

    [Theory]
    [InlineData(1, "file-not-found")]
    [InlineData(2, "access-violation")]
    [InlineData(3, "disk-full")]
    [InlineData(4, "illegal-operation")]
    [InlineData(5, "unknown-tid")]
    [InlineData(6, "file-exists")]
    [InlineData(0, "other-error")]
    public void TheErrorIsNamed_When_ItHasACode(int code, string name)
    {
        _bench.Read("a").ServerError(code, "why it is so");

        Assert.Equal(ObservedOutcome.Refused, _bench.Only.Outcome);
        Finding finding = Assert.Single(_bench.Only.Findings);
        Assert.Equal(name, finding.CodeName);
        Assert.Contains("why it is so", finding.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void TheErrorIsMalformed_When_ItHasFourBytes()
    {
        _bench.Read("a").Exchange(1, 3).ToServer([0, 5, 0, 3]);

        Assert.Equal(["error-malformed", "other-error"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheErrorIsMalformed_When_ItsCodeIsInTheHostsByteOrder()
    {
        _bench.Read("a", "blksize", "1432").OptionAck("blksize", "1432").ToServer(ErrorOf(2048, "no"));

        Assert.Contains("error-malformed", CodesOf(_bench.Only));
        Assert.Equal("Etherboot or NILO", _bench.Only.ClientProgram);
    }

    [Fact]
    public void TheFileIsBinary_When_NetasciiCarriesIt()
    {
        byte[] data = DataOf(1, 100);
        data.AsSpan(4, 50).Fill(0x90);
        data.AsSpan(4, 20).Fill(0x01);
        _bench.Request(1, "a.bin", "netascii").ToClient(data).Ack(1);

        Assert.Equal(["netascii-of-binary"], CodesOf(_bench.Only));
    }
}
