using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Oack.Interop.Tests.Programs;

/// <summary>
/// A process that a test started: its output is kept line by line, and it ends, with all its children, when the test
/// lets go of it or when its lifetime is over.
/// </summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>The longest that any process of these tests lives.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The most lines that are kept of one process; further ones are counted only.</summary>
    private const int MaxLines = 20_000;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly CancellationTokenSource _lifetime = new(Lifetime);
    private readonly string _what;
    private int _droppedLines;

    private RunningProgram(Process process, string what)
    {
        _process = process;
        _what = what;
    }

    /// <summary>The identifier of the process.</summary>
    internal int Id => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    internal bool HasExited => _process.HasExited;

    /// <summary>All lines so far, both streams.</summary>
    internal string Output
    {
        get
        {
            lock (_lines)
            {
                string dropped = _droppedLines > 0 ? $"\n... and {_droppedLines} more lines" : string.Empty;
                return $"$ {_what}\n{string.Join('\n', _lines)}{dropped}";
            }
        }
    }

    /// <summary>The standard input of the process.</summary>
    internal StreamWriter Input => _process.StandardInput;

    /// <summary>Starts a program at a place: on this machine, or within a network namespace.</summary>
    internal static RunningProgram Start(Site site, string program, params IEnumerable<string> arguments)
    {
        string[] all = [.. site.Prefix, program, .. arguments];
        ProcessStartInfo info = new(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment["LC_ALL"] = "C";
        info.Environment["TERM"] = "dumb";
        info.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        Process process = new() { StartInfo = info };
        RunningProgram running = new(process, string.Join(' ', all));
        process.OutputDataReceived += running.Keep;
        process.ErrorDataReceived += running.Keep;
        process.Start();
        running._lifetime.Token.Register(running.Kill);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits until a condition holds; fails with the output when the process ends first or time is up.</summary>
    internal async Task WaitUntilAsync(Func<bool> condition, string what, TimeSpan within)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (HasExited)
            {
                await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
                if (condition())
                {
                    return;
                }

                Assert.Fail($"the process ended with code {_process.ExitCode} before {what}:\n{Output}");
            }

            if (Stopwatch.GetElapsedTime(start) > within)
            {
                Assert.Fail($"{what} did not happen within {within.TotalSeconds} s:\n{Output}");
            }

            await Task.Delay(s_pollInterval, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for a line that contains a text.</summary>
    internal async Task<string> WaitForLineAsync(string text, TimeSpan within)
    {
        string? found = null;
        await WaitUntilAsync(() => (found = FindLine(text)) is not null, $"a line with '{text}'", within);
        return found!;
    }

    /// <summary>The first line that contains a text, or null.</summary>
    internal string? FindLine(string text)
    {
        lock (_lines)
        {
            return _lines.Find(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    /// <summary>All lines that contain a text.</summary>
    internal string[] FindLines(string text)
    {
        lock (_lines)
        {
            return [.. _lines.Where(line => line.Contains(text, StringComparison.Ordinal))];
        }
    }

    /// <summary>Waits until the process has a UDP socket bound to a port, in the network namespace it runs in.</summary>
    internal Task WaitForPortAsync(int port, TimeSpan within)
    {
        string suffix = $":{port:X4}";
        bool IsBound() => IsListed("udp", suffix) || IsListed("udp6", suffix);
        return WaitUntilAsync(IsBound, $"UDP port {port} was bound", within);
    }

    /// <summary>Waits for the end of the process and returns its exit code.</summary>
    internal async Task<int> WaitForExitAsync(TimeSpan within)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(within);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            Assert.Fail($"still running after {within.TotalSeconds} s:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Sends a signal to the process alone.</summary>
    internal async Task SignalAsync(string signal)
    {
        CommandResult result = await Command.RunAsync(Site.Machine, "sh", "-c", $"kill -{signal} {Id}");
        Assert.Equal(0, result.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _lifetime.Dispose();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }
    }

    private bool IsListed(string table, string suffix)
    {
        try
        {
            return File.ReadLines($"/proc/{Id}/net/{table}")
                .Skip(1)
                .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].EndsWith(suffix, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is null)
        {
            return;
        }

        lock (_lines)
        {
            if (_lines.Count < MaxLines)
            {
                _lines.Add(e.Data);
            }
            else
            {
                _droppedLines++;
            }
        }
    }
}
