namespace Oack.Simulation.Tests.Scenarios;

public sealed class NarrowLinkTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "narrow", MemberType = typeof(Seeds))]
    public void FileArrives_When_TheLinkIsSlowAndItsQueueShort(long first, int count) => Seeds.Check("narrow", first, count);
}
