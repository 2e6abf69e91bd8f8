using System.Globalization;
using System.Text;
using Oack.Simulation.Multicast;
using Oack.Simulation.Network;

namespace Oack.Simulation.Golden;

/// <summary>
/// How many DATA a server sends for each block of the file, over receivers and loss, beside what this loss forces at least.
/// It is checked in, and a test compares it letter by letter.
/// </summary>
public static class MulticastGoldenTable
{
    /// <summary>Where the table lies in the repository.</summary>
    public const string RepositoryPath = "sim/Oack.Simulation/Golden/multicast-factor.txt";

    private const int BlockSize = 512;
    private const int FileBytes = (512 * 999) + 100;
    private const int MaxCopies = 1_000;
    private static readonly int[] s_receivers = [1, 10, 100];
    private static readonly double[] s_losses = [0, 0.01, 0.10, 0.20];

    private static readonly (string Name, string Title, MulticastProtocol Protocol, int Window)[] s_columns =
    [
        ("rfc2090-1", "RFC 2090", MulticastProtocol.Rfc2090, 1),
        ("rfc2090-16", "windowsize 16", MulticastProtocol.Rfc2090, 16),
        ("mtftp", "MTFTP", MulticastProtocol.Mtftp, 1),
        ("skipping", "MTFTP skipping", MulticastProtocol.MtftpSkipping, 1),
    ];

    /// <summary>One cell as a scenario, so that it can be replayed: factor-PROTOCOL-RECEIVERS-LOSS, the loss in percent.</summary>
    public static IEnumerable<MulticastScenario> Scenarios =>
        from receivers in s_receivers
        from loss in s_losses
        from column in s_columns
        select ScenarioOf(receivers, loss, column.Name, column.Protocol, column.Window);

    /// <summary>Runs all cells and draws the table.</summary>
    public static string Make()
    {
        var text = new StringBuilder();
        text.Append("DATA that the server sends for each block of a file of 1,000 blocks, until every receiver has it whole, and the\n");
        text.Append("virtual time in seconds that it takes. Each receiver loses each packet, in either direction, on its own, with the\n");
        text.Append("probability of the row; round trip 1 ms. 'least' is what this loss forces where each block is sent until all have\n");
        text.Append("it: the expected largest of as many geometric numbers. Seed 0.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"receivers",9} {"loss",5} {"least",7}");
        foreach ((_, string title, _, _) in s_columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"{title,20}");
        }

        text.Append('\n');
        foreach (int receivers in s_receivers)
        {
            foreach (double loss in s_losses)
            {
                text.Append(CultureInfo.InvariantCulture, $"{receivers,9} {loss * 100,3:0} % {Least(receivers, loss),7:0.000}");
                foreach ((string name, _, MulticastProtocol protocol, int window) in s_columns)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Cell(ScenarioOf(receivers, loss, name, protocol, window)),20}");
                }

                text.Append('\n');
            }
        }

        text.Append("\nMade by: ").Append(GoldenTable.WriteCommand).Append('\n');
        return text.ToString();
    }

    /// <summary>
    /// How often a block must be sent, on average, until each of the receivers has got it: the sum over k of the probability
    /// that k sendings were not enough.
    /// </summary>
    public static double Least(int receivers, double loss)
    {
        double sum = 0;
        double lostSoFar = 1;
        for (int copies = 0; copies < MaxCopies; copies++)
        {
            sum += 1 - Math.Pow(1 - lostSoFar, receivers);
            lostSoFar *= loss;
        }

        return sum;
    }

    private static string Cell(MulticastScenario scenario)
    {
        MulticastReport report = MulticastRunner.Run(scenario, 0);
        return report.IsGood
            ? string.Create(CultureInfo.InvariantCulture, $"{report.Factor:0.000} ({report.Time.TotalSeconds:0.0})")
            : throw new InvalidOperationException(report.ToString());
    }

    private static MulticastScenario ScenarioOf(int receivers, double loss, string name, MulticastProtocol protocol, int window)
    {
        var plan = new MulticastPlan
        {
            Protocol = protocol,
            Receivers = MulticastScenarioCatalogue.Honest(receivers),
            FileBytes = FileBytes,
            BlockSize = BlockSize,
            WindowBlocks = window,
            Faults = new NetworkFaults { Loss = loss },
        };
        string fullName = string.Create(CultureInfo.InvariantCulture, $"factor-{name}-{receivers}-{loss * 100:0}");
        return new MulticastScenario(fullName, "a cell of the table of factors", 1, _ => plan);
    }
}
