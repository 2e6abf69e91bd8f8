using Oack.Boot.Conformance;
using Oack.Boot.Tests.Conformance.Scripted;

namespace Oack.Boot.Tests.Conformance;

/// <summary>What a check lacks is told, with the remedy; nothing is taken for a fault because of it.</summary>
public sealed class NeedsTests
{
    public static TheoryData<string> FileChecks =>
        [.. ConformanceCatalogue.All.Where(check => check.Need == CheckNeed.File).Select(check => check.Id)];

    [Theory]
    [MemberData(nameof(FileChecks))]
    public void Check_IsSkippedOrPasses_When_TheFileIsTiny(string id)
    {
        ModelServer server = new();
        server.Files["x"] = "tiny"u8.ToArray();
        server.Habits.OffersMulticast = true;

        CheckResult result = Bench.Run(server, id, new ServedFile("x", "tiny"u8.ToArray(), IsWhole: true, 4));

        Assert.True(result.Outcome is CheckOutcome.Pass or CheckOutcome.Skipped, $"{result.Outcome}: {result.Reason}");
        Assert.True(result.Outcome == CheckOutcome.Pass || result.Reason.Contains("--file", StringComparison.Ordinal) || result.Reason.Contains("blksize", StringComparison.Ordinal), result.Reason);
    }

    [Fact]
    public void Size_IsMeasured_When_TheFirstLookDidNotReachTheEnd()
    {
        ModelServer server = Bench.NewServer();
        ServedFile file = new("boot/image.bin", Bench.Large[..1_000], IsWhole: false, null);

        CheckResult sound = Bench.Run(server, "rfc2349-tsize", file);
        ModelServer liar = Bench.NewServer();
        liar.Outgoing = packet => [packet.Opcode == 6 ? packet.Replace("600000", "600001") : packet];
        CheckResult broken = Bench.Run(liar, "rfc2349-tsize", file);

        Assert.Equal((CheckOutcome.Pass, "600,000 bytes"), (sound.Outcome, sound.Reason));
        Assert.Equal((CheckOutcome.Fail, "tsize=0 is answered with 600001, and the file has 600000 bytes"), (broken.Outcome, broken.Reason));
    }

    [Fact]
    public void Upload_TakesTheNextName_When_TheFirstIsTakenForGood()
    {
        ModelServer server = Bench.NewServer();
        server.Files["up/load.txt"] = [1];
        server.Incoming = (one, packet) =>
        {
            bool isRefused = packet.Opcode == 2 && packet.Text.Contains("load.txt\0", StringComparison.Ordinal);
            if (isRefused)
            {
                one.Send(packet.From, 31_000, ModelPacket.Error(6, "File already exists"));
            }

            return isRefused;
        };

        CheckResult result = Bench.Run(server, "rfc1350-write");

        Assert.Equal(CheckOutcome.Pass, result.Outcome);
        Assert.Equal([1], server.Files["up/load.txt"]);
        Assert.Contains("up/load.txt.2", server.Files.Keys);
    }

    [Fact]
    public void Upload_IsNotOffered_When_TheServerRefusesIt()
    {
        ModelServer server = Bench.NewServer();
        server.Incoming = (one, packet) =>
        {
            if (packet.Opcode == 2)
            {
                one.Send(packet.From, 31_000, ModelPacket.Error(2, "read only"));
            }

            return packet.Opcode == 2;
        };

        CheckResult result = Bench.Run(server, "rfc1350-write");

        Assert.Equal((CheckOutcome.NotOffered, "up/load.txt may not be stored: ERROR 2 \"read only\""), (result.Outcome, result.Reason));
    }
}
