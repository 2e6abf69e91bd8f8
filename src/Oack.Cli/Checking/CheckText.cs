using System.Globalization;
using Oack.Boot.Conformance;
using Oack.Cli.Output;
using Oack.Protocol.Wire;

namespace Oack.Cli.Checking;

/// <summary>What checks found, as people read it, in 80 columns.</summary>
internal static class CheckText
{
    private const int Columns = 80;
    private const int Indent = 13;

    internal static void Print(TextWriter output, ConformanceReport report, bool isVerbose)
    {
        string file = report.FileName is null ? "no file to read"
            : report.FileBytes is { } bytes ? $"file {report.FileName} ({Units.Count(bytes, "byte")})"
            : $"file {report.FileName}";
        output.WriteLine($"{report.Server}: {file}");
        output.WriteLine();
        foreach (CheckResult result in report.Results.Where(result => isVerbose || !IsUntried(result)))
        {
            string mark = Word(result.Outcome).PadRight(Indent - 1) + " ";
            Wrap(output, mark, result.Check.Title);
            if (result.Outcome == CheckOutcome.Pass && !isVerbose)
            {
                continue;
            }

            Wrap(output, new string(' ', Indent), $"[{result.Check.Id}] {result.Check.Source}");
            if (result.Reason.Length > 0)
            {
                Wrap(output, new string(' ', Indent), PacketText.Clean(result.Reason));
            }
        }

        output.WriteLine();
        foreach (IGrouping<string, CheckResult> group in report.Results.Where(result => !isVerbose && IsUntried(result)).GroupBy(result => result.Reason))
        {
            Wrap(output, Units.Count(group.Count(), "check") + " skipped: ", PacketText.Clean(group.Key));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Count(CheckOutcome.Pass)} pass, {report.Count(CheckOutcome.Fail)} fail, {report.Count(CheckOutcome.NotOffered)} not offered, {report.Count(CheckOutcome.Skipped)} skipped; {Units.Time(report.Duration)}"));
    }

    internal static void PrintList(TextWriter output, IEnumerable<ConformanceCheck> checks)
    {
        foreach (ConformanceCheck check in checks)
        {
            output.WriteLine(check.Id);
            string need = check.Need switch
            {
                CheckNeed.File => "; needs a file",
                CheckNeed.Upload => "; needs --write",
                _ => "",
            };
            Wrap(output, "    ", $"{check.Title} ({check.Source}{need})");
        }
    }

    /// <summary>Whether a check was not begun: all that lack the same thing say so on one line.</summary>
    private static bool IsUntried(CheckResult result) => result is { Outcome: CheckOutcome.Skipped, DatagramsSent: 0, DatagramsReceived: 0 };

    /// <summary>The words of the table; <c>fail</c> stands out.</summary>
    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Pass => "pass",
        CheckOutcome.Fail => "FAIL",
        CheckOutcome.NotOffered => "not offered",
        _ => "skipped",
    };

    /// <summary>Writes a text whose further lines stand below its first word.</summary>
    private static void Wrap(TextWriter output, string first, string text)
    {
        string line = first;
        bool isEmpty = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Columns)
            {
                output.WriteLine(line);
                line = new string(' ', first.Length);
                isEmpty = true;
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        output.WriteLine(line);
    }
}
