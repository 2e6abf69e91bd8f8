using Oack.Cli.Serving;
using Oack.Cli.Tests.Support;

namespace Oack.Cli.Tests.Serving;

/// <summary>A full disk takes lines of the log, not the server.</summary>
public sealed class LogWriterTests
{
    [Fact]
    public void LinesAreCounted_When_TheyCannotBeWritten()
    {
        using FullDisk disk = new();
        using StringWriter error = new();
        LogWriter writer = new(new CliEnvironment { Out = disk, Error = error }) { LineOf = message => "log: " + message };

        writer.WriteLine("first");
        disk.IsFull = true;
        writer.WriteLine("second");
        writer.WriteLine("third");
        disk.IsFull = false;
        writer.WriteLine("fourth");

        Assert.Equal(["first", "log: 2 lines of the log could not be written here", "fourth"], disk.Lines);
        Assert.Equal("oack: the log cannot be written: no room; serving on\n", error.ToString());
    }

    [Fact]
    public void NothingIsThrown_When_NobodyCanBeTold()
    {
        using FullDisk disk = new() { IsFull = true };
        LogWriter writer = new(new CliEnvironment { Out = disk, Error = disk });

        writer.WriteLine("first");
        disk.IsFull = false;
        writer.WriteLine("second");

        Assert.Equal(["1 line of the log could not be written here", "second"], disk.Lines);
    }
}
