using Oack.Boot.Conformance;
using Oack.Boot.Tests.Conformance.Scripted;

namespace Oack.Boot.Tests.Conformance;

/// <summary>A server that keeps to the rules passes, and one that offers less is not blamed for it.</summary>
public sealed class SoundServerTests
{
    /// <summary>What a server without options, as RFC 1350 alone has it, does not offer.</summary>
    private static readonly string[] s_ofOptions =
    [
        "rfc2347-oack", "rfc2347-nothing-unasked", "rfc2347-name-case", "rfc2347-order", "rfc2347-oack-form", "rfc2347-oack-retransmission",
        "rfc2347-refused-by-client", "habit-option-case", "rfc2348-blksize-8", "rfc2348-blksize-512", "rfc2348-blksize-1428",
        "rfc2348-blksize-65464", "rfc2349-tsize", "habit-tsize-not-zero", "rfc2349-timeout", "rfc2349-timeout-kept", "rfc7440-windowsize",
        "rfc7440-ack-inside", "rfc7440-retransmission", "rfc7440-last-window", "rfc7440-windowsize-65535", "rfc2090-multicast",
        "client-edk2", "client-grub", "rfc2347-write-options", "rfc7440-write-window",
    ];

    public static TheoryData<string> CheckIds => [.. ConformanceCatalogue.All.Select(check => check.Id)];

    [Theory]
    [MemberData(nameof(CheckIds))]
    public void Check_Passes_When_TheServerKeepsToTheRules(string id)
    {
        ModelServer server = Bench.NewServer();
        server.Habits.OffersMulticast = true;

        CheckResult result = Bench.Run(server, id);

        Assert.Equal((CheckOutcome.Pass, result.Reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [MemberData(nameof(CheckIds))]
    public void Check_FindsNoFault_When_TheServerHasNoOptions(string id)
    {
        ModelServer server = Bench.NewServer();
        server.Habits.IgnoresOptions = true;

        CheckResult result = Bench.Run(server, id);

        CheckOutcome expected = s_ofOptions.Contains(id) ? CheckOutcome.NotOffered
            : id == "habit-rollover" ? CheckOutcome.Skipped
            : CheckOutcome.Pass;
        Assert.Equal((expected, result.Reason), (result.Outcome, result.Reason));
    }

    [Theory]
    [InlineData("rfc1350-own-port", CheckOutcome.NotOffered)]
    [InlineData("rfc1350-foreign-tid-told", CheckOutcome.NotOffered)]
    [InlineData("rfc1350-foreign-tid-harmless", CheckOutcome.Pass)]
    [InlineData("rfc1350-transfers-apart", CheckOutcome.Pass)]
    [InlineData("rfc1350-read", CheckOutcome.Pass)]
    public void Check_TakesASinglePortForAChoice_When_AllComesFromIt(string id, CheckOutcome expected)
    {
        ModelServer server = Bench.NewServer();
        server.Habits.UsesRequestPort = true;

        CheckResult result = Bench.Run(server, id);

        Assert.Equal((expected, result.Reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public void EchoInLowerCase_IsNoFault_When_OnlyOtherCaseIsLost()
    {
        ModelServer server = Bench.NewServer();
        server.Outgoing = packet => [packet.Opcode == 6 ? packet.Replace("BlkSize", "blksize").Replace("TSIZE", "tsize") : packet];

        CheckResult result = Bench.Run(server, "habit-option-case");

        Assert.Equal((CheckOutcome.NotOffered, result.Reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public void EchoOfASize_IsNoFault_When_TheRequestDidNotAskWithZero()
    {
        ModelServer server = Bench.NewServer();
        server.Habits.GrantsAnyValue = true;

        CheckResult result = Bench.Run(server, "habit-tsize-not-zero");

        Assert.Equal((CheckOutcome.NotOffered, "tsize=1048576 is echoed: a client would take it for the size"), (result.Outcome, result.Reason));
    }
}
