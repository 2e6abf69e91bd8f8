using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Oack.Cli.Tests.Support;

/// <summary>The built command as a process, with its streams piped.</summary>
internal sealed partial class OackProcess : IDisposable
{
    public const int SigInt = 2;
    public const int SigTerm = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private OackProcess(string directory, string[] args)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "oack"), args)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public StreamWriter Input => _process.StandardInput;

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static OackProcess Start(string directory, params string[] args) => new(directory, args);

    /// <summary>Runs it to its end.</summary>
    public static async Task<OackProcess> RunAsync(string directory, string input, params string[] args)
    {
        OackProcess process = new(directory, args);
        await process.Input.WriteAsync(input);
        process.Input.Close();
        await process.ExitAsync();
        return process;
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Waits for the end; the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using CancellationTokenSource patience = new(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>Waits until a text shows in standard output.</summary>
    public Task ShowsAsync(string text) => WaitAsync(() => Output.Contains(text, StringComparison.Ordinal), text);

    private async Task WaitAsync(Func<bool> holds, string what)
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(10));
        long started = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < s_patience, $"'{what}' never showed. Output: {Output}. Error: {Error}");
            await look.WaitForNextTickAsync();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
