namespace Oack.Simulation.Tests.Scenarios;

public sealed class ReferenceReaderTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "reader", MemberType = typeof(Seeds))]
    public void FileArrives_When_ASimpleClientReads(long first, int count) => Seeds.Check("reader", first, count);
}
