using Oack.Protocol.Observe;
using static Oack.Protocol.Tests.Observe.TrackerBench;

namespace Oack.Protocol.Tests.Observe;

public sealed class NegotiationTests
{
    private readonly TrackerBench _bench = new();

    [Theory]
    [InlineData("oack-unrequested-option", new string[] { "tsize", "0" }, new string[] { "tsize", "5", "timeout", "3" })]
    [InlineData("oack-value-not-allowed", new string[] { "blksize", "512" }, new string[] { "blksize", "1024" })]
    [InlineData("oack-value-not-allowed", new string[] { "timeout", "5" }, new string[] { "timeout", "6" })]
    [InlineData("oack-value-not-allowed", new string[] { "windowsize", "4" }, new string[] { "windowsize", "0" })]
    [InlineData("oack-name-case", new string[] { "blksize", "1024" }, new string[] { "BLKSIZE", "1024" })]
    [InlineData("oack-malformed", new string[] { "blksize", "1024" }, new string[] { "blksize", "1024", "" })]
    [InlineData("oack-to-plain-request", new string[] { }, new string[] { "blksize", "512" })]
    public void TheOptionAckIsFaulted_When_ItBreaksARule(string code, string[] asked, string[] granted)
    {
        _bench.Read("a", asked).OptionAck(granted).Ack(0).Data(1, 5).Ack(1);

        Assert.Equal([code], CodesOf(_bench.Only));
        Assert.Equal(FindingSeverity.Warning, _bench.Only.Severity);
    }

    [Fact]
    public void TheOptionAckIsMalformed_When_ItsLastNulIsMissing()
    {
        _bench.Read("a", "tsize", "0").ToClient([0, 6, .. "tsize"u8, 0, .. "812"u8]).Wait(1000).ToClient([0, 6, .. "tsize"u8, 0, .. "812"u8]).Wait(1000).ToClient([0, 6, .. "tsize"u8, 0, .. "812"u8]);

        Assert.Equal("812", Assert.Single(_bench.Only.Granted).Value);
        Assert.Contains("oack-malformed", CodesOf(_bench.Only));
        Assert.Contains("client-silent", CodesOf(_bench.Only));
    }

    [Fact]
    public void OptionsAreIgnored_When_DataAnswersTheRequest()
    {
        _bench.Read("a", "blksize", "1024").Data(1, 5).Ack(1);

        Assert.Equal(["options-ignored"], CodesOf(_bench.Only));
    }

    [Fact]
    public void OptionsAreIgnored_When_AckZeroAnswersTheWriteRequest()
    {
        _bench.Write("a", "blksize", "1024").ServerAck(0).ClientData(1, 5).ServerAck(1);

        Assert.Equal(["options-ignored"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheWindowIsNotGranted_When_TheOptionAckLeavesItOut()
    {
        _bench.Read("a", "blksize", "1024", "windowsize", "8").OptionAck("blksize", "1024").Ack(0).Data(1, 5).Ack(1);

        Assert.Equal(["window-not-granted"], CodesOf(_bench.Only));
    }

    [Fact]
    public void TheRequestIsOutOfRange_When_ItAsksForTheImpossible()
    {
        _bench.Read("a", "blksize", "4").Data(1, 5).Ack(1);

        Assert.Contains("option-out-of-range", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheAnswerIsWrong_When_TheClientAcknowledgesTheOptionAckOfItsWrite()
    {
        _bench.Write("a", "blksize", "1024").OptionAck("blksize", "1024").Ack(0);

        Assert.Contains("wrong-answer-to-oack", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheAnswerIsWrong_When_TheClientSendsDataAfterTheOptionAckOfItsRead()
    {
        _bench.Read("a", "blksize", "1024").OptionAck("blksize", "1024").ClientData(1);

        Assert.Contains("wrong-answer-to-oack", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheBlockSizeIsNotAgreed_When_DataIsLonger()
    {
        _bench.Read("a", "blksize", "512").OptionAck("blksize", "512").Ack(0).Data(1, 1024).Wait(1000).Data(1, 1024).Wait(1000).Data(1, 1024);

        Assert.Contains("unagreed-block-size", CodesOf(_bench.Only));
    }

    [Fact]
    public void TheClientFallsBack_When_AnErrorEndsTheNegotiation()
    {
        _bench.Read("a", "blksize", "1024").ServerError(8, "no options");
        _bench.Client = _bench.Client.WithPort(2_002);
        _bench.Read("a").Data(1, 5).Ack(1);

        Assert.Contains("option-fallback", CodesOf(_bench[1]));
        Assert.Contains("option-fallback", CodesOf(_bench[2]));
        Assert.Same(_bench[2], _bench[1].LinkedTo);
    }
}
