using System.Runtime.InteropServices;

namespace Oack.Cli;

/// <summary>
/// SIGINT and SIGTERM as a cancellation: the first asks a command to end cleanly, the second is left to
/// <c>secondSignal</c>, which ends the process at once by default.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action<int> _secondSignal;
    private int _exitCode;

    public Interrupts(Action<int>? secondSignal = null)
    {
        _secondSignal = secondSignal ?? Environment.Exit;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the command returns once a signal came: 130 or 143.</summary>
    public int ExitCodeOfSignal => _exitCode == 0 ? ExitCode.Interrupted : _exitCode;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        int code = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) == 0)
        {
            _source.Cancel();
        }
        else
        {
            _secondSignal(_exitCode);
        }
    }
}
