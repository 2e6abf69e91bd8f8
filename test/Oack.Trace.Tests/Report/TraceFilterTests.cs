using Oack.Protocol.Observe;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>Which transfers are shown.</summary>
public sealed class TraceFilterTests
{
    [Theory]
    [InlineData("1 2 3")]
    [InlineData("1 3", "host=10.0.0.5")]
    [InlineData("2", "host=10.0.0.6:2001")]
    [InlineData("1 2 3", "host=10.0.0.1")]
    [InlineData("1 2 3", "host=10.0.0.0/24")]
    [InlineData("", "host=10.0.1.0/24")]
    [InlineData("1 2", "name=*.efi")]
    [InlineData("1 2", "name=BOOT/*")]
    [InlineData("2", "name=boot/?.efi")]
    [InlineData("3", "outcome=refused")]
    [InlineData("3", "code=file-not-found")]
    [InlineData("1 2 3", "name=*.efi", "name=nope")]
    [InlineData("1", "name=*.efi", "host=10.0.0.5")]
    [InlineData("", "outcome=refused", "name=*.efi")]
    public void Transfers_Match_When_OneConditionOfEachKeyHolds(string expected, params string[] conditions)
    {
        PathBench path = new();
        path.Read("boot/ab.efi").Carry(PathBench.Content(600), 512);
        path.ClientAddress = "10.0.0.6";
        path.Read("boot/c.efi").Carry(PathBench.Content(600), 512);
        path.ClientAddress = "10.0.0.5";
        path.ClientPort++;
        path.Read("nope").Error(1, "File not found", fromClient: false);

        Assert.True(TraceFilter.TryParse(conditions, out TraceFilter? filter, out string? error), error);

        IEnumerable<ObservedTransfer> shown = path.RunAtClient().Transfers.Where(filter.Matches);
        Assert.Equal(expected, PathBench.Join(shown.Select(transfer => (long)transfer.Id)));
    }

    [Theory]
    [InlineData("host", "'host' is no condition: write host=ADDRESS, name=PATTERN, outcome=OUTCOME or code=CODE")]
    [InlineData("port=5", "'port=5' is no condition")]
    [InlineData("host=", "'host=' is no condition")]
    [InlineData("host=router", "'router' is no address: write one such as 10.0.0.5")]
    [InlineData("host=10.0.0.0/99", "'10.0.0.0/99' is no address")]
    [InlineData("outcome=done", "there is no outcome 'done'; there are in-progress, complete, probed,")]
    [InlineData("code=lost", "there is no code 'lost'; there are size-probe,")]
    public void Error_NamesWhatWouldBeRight_When_AConditionIsWrong(string condition, string expected)
    {
        Assert.False(TraceFilter.TryParse([condition], out _, out string? error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "*", true)]
    [InlineData("abc", "a*c", true)]
    [InlineData("abcbc", "a*bc", true)]
    [InlineData("abc", "a*b", false)]
    [InlineData("abc", "?b?", true)]
    [InlineData("abc", "??", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*c", false)]
    public void Pattern_MatchesTheWholeName(string name, string pattern, bool expected)
    {
        Assert.Equal(expected, TraceFilter.IsLike(name, pattern));
    }
}
