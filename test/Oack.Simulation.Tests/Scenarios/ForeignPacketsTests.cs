namespace Oack.Simulation.Tests.Scenarios;

public sealed class ForeignPacketsTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "foreign", MemberType = typeof(Seeds))]
    public void FileArrives_When_StrangersSendIntoIt(long first, int count) => Seeds.Check("foreign", first, count);
}
