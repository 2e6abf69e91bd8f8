using System.Globalization;

namespace Oack.TraceBench;

/// <summary>Makes a capture, and measures programs that read it, in turn.</summary>
internal static class Program
{
    private const string Separator = "--";

    private static int Main(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        switch (arguments)
        {
            case ["make", string path, string packets]:
                Make(path, long.Parse(packets, CultureInfo.InvariantCulture));
                return 0;

            case ["compare", string rounds, .. string[] commands] when commands.Count(word => word == Separator) == 2:
                Compare(int.Parse(rounds, CultureInfo.InvariantCulture), commands);
                return 0;

            default:
                Console.Error.WriteLine("make FILE PACKETS | compare ROUNDS -- COMMAND... -- COMMAND...");
                return 2;
        }
    }

    private static void Make(string path, long packets)
    {
        using CaptureMaker maker = new(path);
        maker.Make(packets);
        Console.WriteLine($"{maker.Packets:N0} packets, {maker.Bytes / 1e6:N0} MB");
    }

    private static void Compare(int rounds, string[] commands)
    {
        int second = Array.LastIndexOf(commands, Separator);
        string[] ours = commands[1..second];
        string[] theirs = commands[(second + 1)..];
        List<Usage> first = [];
        List<Usage> other = [];
        for (int round = 1; round <= rounds; round++)
        {
            first.Add(Usage.Measure(ours));
            other.Add(Usage.Measure(theirs));
            Console.Error.WriteLine($"round {round}: {first[^1].Wall.TotalSeconds:F2} s, {other[^1].Wall.TotalSeconds:F2} s");
        }

        Console.WriteLine($"| median of {rounds} | wall | processor | peak memory |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        Usage left = Row("`oack trace --json`", first);
        Usage right = Row("`tshark -T fields`", other);
        Console.WriteLine($"| tshark / oack | {right.Wall / left.Wall:F1} | {right.Processor / left.Processor:F1} | {(double)right.PeakKibibytes / left.PeakKibibytes:F1} |");
    }

    private static Usage Row(string name, List<Usage> runs)
    {
        Usage median = new(
            Median(runs.Select(run => run.Wall)), Median(runs.Select(run => run.Processor)), Median(runs.Select(run => run.PeakKibibytes)));
        Console.WriteLine($"| {name} | {median.Wall.TotalSeconds:F2} s | {median.Processor.TotalSeconds:F2} s | {median.PeakKibibytes / 1024.0:F0} MiB |");
        return median;
    }

    private static T Median<T>(IEnumerable<T> values) => values.Order().ElementAt(values.Count() / 2);
}
