namespace Oack.Simulation.Tests.Scenarios;

public sealed class ReferenceSourceTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "source", MemberType = typeof(Seeds))]
    public void FileArrives_When_ASimpleServerSends(long first, int count) => Seeds.Check("source", first, count);
}
