namespace Oack.Simulation.Tests.Scenarios;

public sealed class LossTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "loss", MemberType = typeof(Seeds))]
    public void FileArrives_When_PacketsAreLost(long first, int count) => Seeds.Check("loss", first, count);
}
