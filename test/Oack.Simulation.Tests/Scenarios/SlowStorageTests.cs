namespace Oack.Simulation.Tests.Scenarios;

public sealed class SlowStorageTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "storage", MemberType = typeof(Seeds))]
    public void FileArrives_When_DisksAreSlowAndAcknowledgmentsHeld(long first, int count) => Seeds.Check("storage", first, count);
}
