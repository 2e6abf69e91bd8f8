using Oack.Boot.Conformance;
using Oack.Boot.Tests.Conformance.Scripted;

namespace Oack.Boot.Tests.Conformance;

/// <summary>Each check can fail: a server that is broken in its way is found out, with a reason.</summary>
public sealed class BrokenServerTests
{
    public static TheoryData<string> FaultNames => [.. Faults.All.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void Check_Fails_When_TheServerIsBrokenSo(string fault)
    {
        (string check, Action<ModelServer> breakIt) = Faults.All[fault];
        ModelServer server = Bench.NewServer();
        breakIt(server);

        CheckResult result = Bench.Run(server, check);

        Assert.Equal((check, CheckOutcome.Fail), (result.Check.Id, result.Outcome));
        Assert.NotEmpty(result.Reason);
        Assert.DoesNotContain(result.Reason, char.IsControl);
    }

    [Fact]
    public void EachCheck_HasAFault()
    {
        IEnumerable<string> withFault = Faults.All.Values.Select(fault => fault.Check);

        Assert.Empty(ConformanceCatalogue.All.Select(check => check.Id).Except(withFault));
        Assert.Empty(withFault.Except(ConformanceCatalogue.All.Select(check => check.Id)));
    }
}
