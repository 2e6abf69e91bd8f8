using System.Runtime.CompilerServices;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Tests.Transfer;

public class TransferRulesTests
{
    [Fact]
    public void DocumentShowsTheTable()
    {
        string path = Path.Combine(ProjectRoot(), "docs", "state-machine.md");
        string expected = $"""
            # States of a transfer

            Drawn from `TransferRules` by `TransferRules.Draw`; a test keeps this page and the table the same.

            ## Sender

            ```mermaid
            {TransferRules.Draw(TransferRole.Sender)}```

            ## Receiver

            ```mermaid
            {TransferRules.Draw(TransferRole.Receiver)}```

            """;
        if (Environment.GetEnvironmentVariable("OACK_UPDATE") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    [Fact]
    public void EveryStateEnds()
    {
        foreach (TransferRole role in Enum.GetValues<TransferRole>())
        {
            HashSet<TransferState> ending = [TransferState.Closed];
            int before;
            do
            {
                before = ending.Count;
                ending.UnionWith(TransferRules.Rows.Where(row => row.Role == role && ending.Contains(row.Next)).Select(row => row.State));
            }
            while (ending.Count > before);

            Assert.Superset(TransferRules.Rows.Where(row => row.Role == role).Select(row => row.State).ToHashSet(), ending);
        }
    }

    [Fact]
    public void NothingLeavesClosed() =>
        Assert.DoesNotContain(TransferRules.Rows, row => row.State == TransferState.Closed);

    [Fact]
    public void DuplicatesNeverChangeTheState() =>
        Assert.All(TransferRules.Rows.Where(row => row.Disposition == Disposition.Duplicate), row => Assert.Equal(row.State, row.Next));

    private static string ProjectRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
