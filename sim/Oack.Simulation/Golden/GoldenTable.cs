using System.Globalization;
using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using Oack.Simulation.Network;
using Oack.Simulation.Scenarios;

namespace Oack.Simulation.Golden;

/// <summary>
/// How long 1 MB takes over loss and window: one readable table whose difference shows what a change to retransmission
/// did. It is checked in, and a test compares it letter by letter.
/// </summary>
public static class GoldenTable
{
    /// <summary>Where the table lies in the repository.</summary>
    public const string RepositoryPath = "sim/Oack.Simulation/Golden/time-over-loss-and-window.txt";

    /// <summary>How the table is made anew.</summary>
    public const string WriteCommand = "dotnet run --project sim/Oack.Simulation -c Release -- golden --write";

    private const int FileBytes = 1_000_000;
    private const int BlockSize = 1_428;
    private const int SeedsPerCell = 15;
    private static readonly double[] s_losses = [0, 0.01, 0.05, 0.10, 0.20];
    private static readonly int[] s_windows = [1, 4, 16, 64];

    /// <summary>Runs all cells and draws the table.</summary>
    public static string Make()
    {
        var text = new StringBuilder();
        text.Append("Virtual time to read 1,000,000 bytes, from the request to the end, in milliseconds.\n");
        text.Append("Two ends of this project; blksize 1428; round trip 1 ms; each packet of either direction is lost with\n");
        text.Append(CultureInfo.InvariantCulture, $"the probability of its row. Median of {SeedsPerCell} seeds (slowest in brackets).\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"loss",-6}");
        foreach (int window in s_windows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{"windowsize " + window,20}");
        }

        text.Append('\n');
        foreach (double loss in s_losses)
        {
            text.Append(CultureInfo.InvariantCulture, $"{loss * 100,3:0} % ");
            foreach (int window in s_windows)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Cell(loss, window),20}");
            }

            text.Append('\n');
        }

        text.Append("\nMade by: ").Append(WriteCommand).Append('\n');
        return text.ToString();
    }

    /// <summary>One cell as a scenario, so that its seeds can be replayed: golden-LOSS-WINDOW, the loss in percent.</summary>
    public static IEnumerable<Scenario> Scenarios =>
        from loss in s_losses
        from window in s_windows
        select ScenarioOf(loss, window);

    private static Scenario ScenarioOf(double loss, int window)
    {
        OptionList asked = default;
        asked.TryAdd(OptionKind.BlockSize, BlockSize);
        if (window > 1)
        {
            asked.TryAdd(OptionKind.WindowSize, window);
        }

        var plan = new SimulationPlan
        {
            Opcode = Opcode.ReadRequest,
            FileBytes = FileBytes,
            Asked = asked,
            Faults = NetworkFaults.None with { Loss = loss },
            Demand = Demand.Completes,
        };
        string name = string.Create(CultureInfo.InvariantCulture, $"golden-{loss * 100:0}-{window}");
        return new Scenario(name, "a cell of the golden table", SeedsPerCell, _ => plan);
    }

    private static string Cell(double loss, int window)
    {
        Scenario scenario = ScenarioOf(loss, window);
        var times = new List<double>();
        for (int seed = 0; seed < scenario.TestSeeds; seed++)
        {
            SimulationReport report = SimulationRunner.Run(scenario, seed);
            if (!report.IsGood)
            {
                throw new InvalidOperationException(report.ToString());
            }

            times.Add(report.ClientTime.TotalMilliseconds);
        }

        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"{times[SeedsPerCell / 2]:0.0} ({times[^1]:0.0})");
    }
}
