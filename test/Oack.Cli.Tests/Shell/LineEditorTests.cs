using Oack.Cli.Shell;

namespace Oack.Cli.Tests.Shell;

/// <summary>The editor of the prompt, fed with keys.</summary>
public sealed class LineEditorTests : IDisposable
{
    private static readonly string[] s_names = ["get", "help", "timeout", "trace", "tsize"];

    private readonly LineHistory _history = new();
    private readonly StringWriter _screen = new();

    [Fact]
    public void GivesWhatWasTyped_When_Entered() => Assert.Equal("get a", Edit("get a", ConsoleKey.Enter));

    [Fact]
    public void Inserts_When_TheCursorWasMoved() =>
        Assert.Equal("get abc", Edit("get c", ConsoleKey.LeftArrow, "ab", ConsoleKey.Enter));

    [Fact]
    public void Deletes_When_BackspaceAndDeleteArePressed() =>
        Assert.Equal("gt", Edit("xge", ConsoleKey.Backspace, "t", ConsoleKey.Home, ConsoleKey.Delete, ConsoleKey.End, ConsoleKey.Enter));

    [Theory]
    [InlineData(ConsoleKey.A, "Xget a b")]
    [InlineData(ConsoleKey.E, "get a bX")]
    [InlineData(ConsoleKey.U, "X")]
    [InlineData(ConsoleKey.W, "get a X")]
    [InlineData(ConsoleKey.B, "get a Xb")]
    [InlineData(ConsoleKey.H, "get a X")]
    public void FollowsReadline_When_ControlKeysArePressed(ConsoleKey key, string expected) =>
        Assert.Equal(expected, Edit("get a b", Control(key), "X", ConsoleKey.Enter));

    [Fact]
    public void CutsTheRest_When_ControlKIsPressed() =>
        Assert.Equal("", Edit("get a", ConsoleKey.Home, Control(ConsoleKey.K), ConsoleKey.Enter));

    [Fact]
    public void WalksThroughHistory_When_ArrowsArePressed()
    {
        Edit("one", ConsoleKey.Enter);
        Edit("two", ConsoleKey.Enter);

        Assert.Equal("one", Edit(ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.UpArrow, ConsoleKey.Enter));
        Assert.Equal("draft", Edit("draft", ConsoleKey.UpArrow, ConsoleKey.DownArrow, ConsoleKey.Enter));
    }

    [Fact]
    public void Completes_When_TabIsPressed()
    {
        Assert.Equal("help ", Edit("h", ConsoleKey.Tab, ConsoleKey.Enter));
        Assert.Equal("t", Edit("t", ConsoleKey.Tab, ConsoleKey.Enter));
        Assert.Contains("timeout  trace  tsize", _screen.ToString(), StringComparison.Ordinal);
        Assert.Equal("zzz", Edit("zzz", ConsoleKey.Tab, ConsoleKey.Enter));
    }

    [Fact]
    public void Ends_When_ControlDIsPressedOnAnEmptyLine()
    {
        Assert.Null(EditOrEnd(Control(ConsoleKey.D)));
        Assert.Equal("b", Edit("ab", ConsoleKey.Home, Control(ConsoleKey.D), ConsoleKey.Enter));
    }

    [Fact]
    public void StartsAnew_When_ControlCIsPressed()
    {
        Assert.Equal("new", Edit("old", Control(ConsoleKey.C), "new", ConsoleKey.Enter));
        Assert.Contains("^C", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void KeepsNoControlCharacter_When_OneIsTyped() =>
        Assert.Equal("ab", Edit("a", new ConsoleKeyInfo('\x1b', ConsoleKey.Escape, false, false, false), "b", ConsoleKey.Enter));

    [Fact]
    public void KeepsTheLastLines_When_HistoryIsFull()
    {
        for (int i = 0; i < LineHistory.Capacity + 10; i++)
        {
            _history.Add($"line {i}");
        }

        _history.Add("   ");
        _history.Add($"line {LineHistory.Capacity + 9}");

        Assert.Equal(LineHistory.Capacity, _history.Count);
    }

    public void Dispose() => _screen.Dispose();

    private static ConsoleKeyInfo Control(ConsoleKey key) => new((char)(key - ConsoleKey.A + 1), key, false, false, true);

    private string Edit(params object[] keys) => EditOrEnd(keys) ?? throw new InvalidOperationException("The input ended.");

    private string? EditOrEnd(params object[] keys)
    {
        Queue<ConsoleKeyInfo> queue = new();
        foreach (object key in keys)
        {
            switch (key)
            {
                case string text:
                    foreach (char c in text)
                    {
                        queue.Enqueue(new ConsoleKeyInfo(c, ConsoleKey.None, false, false, false));
                    }

                    break;
                case ConsoleKeyInfo info:
                    queue.Enqueue(info);
                    break;
                case ConsoleKey code:
                    queue.Enqueue(new ConsoleKeyInfo('\0', code, false, false, false));
                    break;
                default:
                    throw new ArgumentException("A key is a text or a key.", nameof(keys));
            }
        }

        LineEditor editor = new(
            queue.Dequeue, _screen, _history,
            start => [.. s_names.Where(name => name.StartsWith(start, StringComparison.Ordinal))]);
        return editor.ReadLine("> ");
    }
}
