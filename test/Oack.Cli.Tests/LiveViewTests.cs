using System.Net;
using Oack.Cli.Serving;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server;
using Spectre.Console;

namespace Oack.Cli.Tests;

/// <summary>What an operator sees on the terminal of <c>serve</c>.</summary>
public sealed class LiveViewTests
{
    private const int Height = 24;

    [Fact]
    public void ShowsRunningTransfers_When_ThereAreSome()
    {
        string[] lines = Draw([Active(1, "boot/[evil]\\x1B.efi", 500_000, 1_000_000)], []);

        string row = Assert.Single(lines, line => line.Contains("192.0.2.1:2001", StringComparison.Ordinal));
        Assert.Contains("boot/[evil]\\x1B.efi", row, StringComparison.Ordinal);
        Assert.Contains("500.0 kB", row, StringComparison.Ordinal);
        Assert.Contains("1.0 MB", row, StringComparison.Ordinal);
        Assert.Contains(" 50 ", row, StringComparison.Ordinal);
        Assert.Contains("2.0 MB/s", row, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowsMasterAndReceivers_When_AFileGoesToAGroup()
    {
        ActiveTransfer active = Active(1, "image", 500_000, 1_000_000) with
        {
            Client = IPEndPoint.Parse("239.255.0.1:1758"),
            Group = new ActiveGroup(IPEndPoint.Parse("239.255.0.1:1758"), false, IPEndPoint.Parse("192.0.2.9:4321"), 12, 3),
        };

        string[] lines = Draw([active], []);

        Assert.Contains(lines, line => line.Contains("239.255.0.1:1758", StringComparison.Ordinal) && line.Contains(" all ", StringComparison.Ordinal));
        string below = Assert.Single(lines, line => line.Contains("└ 192.0.2.9:4321", StringComparison.Ordinal));
        Assert.Contains("master; 12 receivers, 3 done", below, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysSo_When_NothingRuns() => Assert.Contains(Draw([], []), line => line.Contains("no transfer is running", StringComparison.Ordinal));

    [Fact]
    public void ShowsTheLastOutcomesAndTheTotals_When_TransfersHaveEnded()
    {
        string[] lines = Draw([], [Record(TransferOutcome.Complete, "done.bin"), Record(TransferOutcome.Failed, "bad.bin")]);

        Assert.Contains(lines, line => line.Contains("\"done.bin\": complete", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"bad.bin\": failed", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("1 complete, 1 failed; ", StringComparison.Ordinal));
    }

    [Fact]
    public void FitsTheTerminal_When_ThereAreMany()
    {
        string[] lines = Draw(
            [.. Enumerable.Range(0, 300).Select(i => Active(i, $"file{i}", 1, 2))],
            [.. Enumerable.Range(0, 300).Select(i => Record(TransferOutcome.Complete, $"old{i}"))]);

        Assert.True(lines.Length <= Height, $"{lines.Length} lines");
        Assert.Contains(lines, line => line.Contains(" more", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("\"old299\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void StaysWithinItsLines_When_NamesAndAddressesAreLong(int width)
    {
        ActiveTransfer active = Active(1, new string('n', 300), 999_999_999, long.MaxValue) with
        {
            Client = new IPEndPoint(IPAddress.Parse("2001:db8:1111:2222:3333:4444:5555:6666"), 65_535),
        };

        string[] lines = Draw([active], [Record(TransferOutcome.Complete, new string('m', 300))], width);

        Assert.All(lines, line => Assert.True(line.TrimEnd().Length < width - 2, line));
        Assert.Contains(lines, line => line.Contains("nnnn", StringComparison.Ordinal) && line.Contains("1.0 GB", StringComparison.Ordinal));
    }

    private static string[] Draw(IReadOnlyList<ActiveTransfer> active, IReadOnlyList<TransferRecord> ended, int width = 120)
    {
        using StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(screen),
        });
        console.Profile.Width = width;
        console.Profile.Height = Height;
        ServeTotals totals = new();
        LiveView view = new(console, "serving /srv on [::]:69", () => active, totals);
        foreach (TransferRecord record in ended)
        {
            totals.Count(record);
            view.Add(record);
        }

        console.Write(view.Render());
        return screen.ToString().TrimEnd().Split('\n');
    }

    private static ActiveTransfer Active(int id, string name, long bytes, long total) => new()
    {
        Id = id,
        Client = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 2_000 + id),
        Name = name,
        Operation = Opcode.ReadRequest,
        Bytes = bytes,
        TotalBytes = total,
        BlockSize = 1_468,
        WindowBlocks = 4,
        Elapsed = TimeSpan.FromSeconds(1),
        BytesPerSecond = 2_000_000,
        Retransmissions = 3,
    };

    private static TransferRecord Record(TransferOutcome outcome, string name) => new()
    {
        Id = 1,
        Client = new IPEndPoint(IPAddress.Loopback, 2_000),
        Server = new IPEndPoint(IPAddress.Loopback, 69),
        Operation = Opcode.ReadRequest,
        Name = name,
        Mode = TransferMode.Octet,
        Asked = [],
        Granted = [],
        Bytes = 1_000,
        Duration = TimeSpan.FromSeconds(1),
        Outcome = outcome,
        Cause = "the path broke",
    };
}
