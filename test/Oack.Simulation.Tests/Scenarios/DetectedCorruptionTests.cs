namespace Oack.Simulation.Tests.Scenarios;

public sealed class DetectedCorruptionTests
{
    [Theory]
    [MemberData(nameof(Seeds.Of), "corruption", MemberType = typeof(Seeds))]
    public void FileArrives_When_TheChecksumDropsDamagedPackets(long first, int count) => Seeds.Check("corruption", first, count);
}
