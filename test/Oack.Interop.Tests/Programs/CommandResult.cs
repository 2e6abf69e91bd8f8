namespace Oack.Interop.Tests.Programs;

/// <summary>What a program that ran to its end left: its exit code, its output with the command line, its duration.</summary>
internal sealed record CommandResult(int ExitCode, string Output, TimeSpan Elapsed)
{
    /// <summary>Fails the test with the output when the program did not end well.</summary>
    internal CommandResult Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode} after {Elapsed.TotalSeconds:F1} s:\n{Output}");
        return this;
    }

    /// <summary>Fails the test with the output when the program ended well.</summary>
    internal CommandResult Failed()
    {
        Assert.True(ExitCode != 0, $"exit code 0 where a failure was due:\n{Output}");
        return this;
    }
}
