namespace Oack.Simulation.Tests.Scenarios;

public sealed class RepeatedRequestTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "repeat", MemberType = typeof(Seeds))]
    public void OneTransferAnswers_When_TheRequestComesAgain(long first, int count) => Seeds.Check("repeat", first, count);
}
