using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Oack.Compare;

/// <summary>
/// Processor time of a server in nanoseconds. A process without children has a clock of its own, which holds its ended
/// threads too. A process that forks is followed by a software event of the kernel (perf_event_open) that its children
/// inherit and add to when they end.
/// </summary>
internal sealed unsafe partial class ProcessorClock : IDisposable
{
    private const int SoftwareEvent = 1;
    private const int TaskClock = 1;
    private const int AttributeBytes = 64;
    private const int FlagsOffset = 40;
    private const ulong Inherit = 1 << 1;

    private readonly int _clock;
    private readonly int _event = -1;

    private ProcessorClock(int process, bool withChildren)
    {
        // CPUCLOCK_SCHED of a whole process, as clock_getcpuclockid computes it.
        _clock = (~process << 3) | 2;
        if (withChildren)
        {
            _event = OpenEvent(process);
        }
    }

    /// <summary>Begins to count; null with a cause when the kernel does not let this process count children.</summary>
    internal static ProcessorClock? TryOpen(int process, bool withChildren, out string? cause)
    {
        cause = null;
        try
        {
            return new ProcessorClock(process, withChildren);
        }
        catch (Win32Exception exception)
        {
            cause = $"perf_event_open: {exception.Message}";
            return null;
        }
    }

    /// <summary>The time so far; only differences mean something.</summary>
    internal TimeSpan Read()
    {
        if (_event >= 0)
        {
            long nanoseconds;
            return Read(_event, &nanoseconds, sizeof(long)) == sizeof(long) ? FromNanoseconds(nanoseconds) : throw new Win32Exception();
        }

        Timespec time;
        return GetTime(_clock, &time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + FromNanoseconds(time.Nanoseconds)
            : throw new Win32Exception();
    }

    public void Dispose()
    {
        if (_event >= 0)
        {
            _ = Close(_event);
        }
    }

    private static int OpenEvent(int process)
    {
        byte* attributes = stackalloc byte[AttributeBytes];
        new Span<byte>(attributes, AttributeBytes).Clear();
        ((uint*)attributes)[0] = SoftwareEvent;
        ((uint*)attributes)[1] = AttributeBytes;
        ((ulong*)attributes)[1] = TaskClock;
        *(ulong*)(attributes + FlagsOffset) = Inherit;
        long number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 241 : 298;
        long descriptor = Syscall(number, attributes, process, cpu: -1, group: -1, flags: 0);
        return descriptor >= 0 ? (int)descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private struct Timespec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, Timespec* time);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, byte* attributes, long process, long cpu, long group, ulong flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, long* value, nint bytes);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
