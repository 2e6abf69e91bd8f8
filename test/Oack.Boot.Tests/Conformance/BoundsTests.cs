using Oack.Boot.Conformance;
using Oack.Boot.Tests.Conformance.Scripted;

namespace Oack.Boot.Tests.Conformance;

/// <summary>A check stays harmless whatever the server does: few packets, and an end.</summary>
public sealed class BoundsTests
{
    public static TheoryData<string> CheckIds => [.. ConformanceCatalogue.All.Select(check => check.Id)];

    public static TheoryData<string> Clients => [.. ConformanceCatalogue.All.Select(check => check.Id).Where(id => id.StartsWith("client-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(CheckIds))]
    public void Check_SendsFewDatagrams_When_TheServerIsSound(string id)
    {
        CheckResult result = Bench.Run(Bench.NewServer(), id);

        Assert.InRange(result.DatagramsSent, 1, id == "habit-rollover" ? 1_100 : 120);
    }

    [Theory]
    [MemberData(nameof(CheckIds))]
    public void Check_EndsInItsTime_When_TheServerIsSilent(string id)
    {
        ModelServer server = Bench.NewServer();
        server.IsDead = true;

        CheckResult result = Bench.Run(server, id);

        Assert.InRange(result.Duration, TimeSpan.Zero, new CheckOptions { Server = ModelServer.Endpoint }.CheckTime + TimeSpan.FromSeconds(1));
        Assert.True(
            result.Outcome != CheckOutcome.Pass || id is "rfc1350-error-unanswered" or "rfc1123-names-kept-inside" or "rfc1350-mode-unknown" or "rfc1123-mode-mail",
            $"{id} passes a dead server: {result.Reason}");
    }

    [Theory]
    [MemberData(nameof(CheckIds))]
    public void Check_EndsInItsTime_When_TheServerFloods(string id)
    {
        ModelServer server = Bench.NewServer();
        server.Outgoing = packet => Enumerable.Repeat(packet, 50);

        CheckResult result = Bench.Run(server, id);

        Assert.InRange(result.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(45));
        Assert.InRange(result.DatagramsSent, 0, 20_000);
        Assert.InRange(result.DatagramsReceived, 0, 80_000);
        Assert.True(result.DatagramsReceived < 80_000 || result.Outcome != CheckOutcome.Pass, $"{id} passes without having heard all");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public void Client_IsStopped_When_TheFileIsLong(string id)
    {
        ServedFile file = new("boot/image.bin", Bench.Large[..ServedFile.MaxContentBytes], IsWhole: false, Bench.Large.Length);

        CheckResult result = Bench.Run(Bench.NewServer(), id, file);

        // 64 KiB in blocks of 1,024 bytes, which are the smallest that a client asks for, and the OACKs.
        Assert.Equal((CheckOutcome.Pass, result.Reason), (result.Outcome, result.Reason));
        Assert.InRange(result.DatagramsReceived, 8, 80);
    }

    [Fact]
    public void Silence_IsNoPass_When_TheServerFloodsUntilNothingMoreIsTakenIn()
    {
        ModelServer server = Bench.NewServer();
        server.Outgoing = packet => packet.Opcode == 3 && packet.Number == 1 ? Enumerable.Repeat(packet, 90_000) : [packet];

        CheckResult result = Bench.Run(server, "rfc1350-early-ack");

        Assert.Equal((CheckOutcome.Fail, 80_000), (result.Outcome, result.DatagramsReceived));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transfer_IsEnded_When_TheCheckHasSeenEnough(bool isSinglePort)
    {
        ModelServer server = Bench.NewServer();
        server.Habits.UsesRequestPort = isSinglePort;
        int errors = 0;
        server.Incoming = (_, packet) =>
        {
            errors += packet.Opcode == 5 ? 1 : 0;
            return false;
        };
        VirtualNetwork network = new(server);

        Bench.Run(network, "rfc1350-no-unasked-oack");
        network.Open().Receive(TimeSpan.FromSeconds(1), out _, out _);

        Assert.Equal(1, errors);
    }
}
