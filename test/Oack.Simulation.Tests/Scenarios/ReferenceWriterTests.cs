namespace Oack.Simulation.Tests.Scenarios;

public sealed class ReferenceWriterTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "writer", MemberType = typeof(Seeds))]
    public void FileArrives_When_ASimpleClientWrites(long first, int count) => Seeds.Check("writer", first, count);
}
