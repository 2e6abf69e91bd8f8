using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Oack.Net.Platform;

/// <summary>
/// Waits with poll(2). <see cref="Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>
/// does so too, but rounds the time down to a millisecond (so it spins through the last one), allocates an array for
/// each wait for more than 80 sockets, counts references twice a socket, and does not tell of errors.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe class UnixPoller : SocketPoller
{
    private UnixCalls.PollDescriptor[] _descriptors = new UnixCalls.PollDescriptor[16];

    public override bool ReportsErrors => true;

    protected override void OnAdded(int index, PolledSocket socket)
    {
        if (index == _descriptors.Length)
        {
            Array.Resize(ref _descriptors, index * 2);
        }

        _descriptors[index] = new() { Descriptor = (int)socket.Socket.Handle, Events = UnixCalls.PollIn };
    }

    protected override void OnRemoved(int index, int last) => _descriptors[index] = _descriptors[last];

    protected override void WaitCore(TimeSpan? limit)
    {
        int remaining = CallPoll(limit);
        if (remaining < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != UnixCalls.InterruptedError)
            {
                throw new SocketException((int)SocketError.SystemNotReady, $"Waiting for sockets failed (errno {error}).");
            }

            return;
        }

        for (int index = 0; remaining > 0 && index < Count; index++)
        {
            short returned = _descriptors[index].Returned;
            if (returned != 0)
            {
                remaining--;
                MarkReady(At(index), (returned & UnixCalls.PollIn) != 0, (returned & ~UnixCalls.PollIn) != 0);
            }
        }
    }

    private int CallPoll(TimeSpan? limit)
    {
        fixed (UnixCalls.PollDescriptor* descriptors = _descriptors)
        {
            if (OperatingSystem.IsLinux())
            {
                if (limit is not { } span)
                {
                    return UnixCalls.PollPrecisely(descriptors, (nuint)Count, null, null);
                }

                long ticks = Math.Max(0, span.Ticks);
                UnixCalls.TimeSpecification time = new()
                {
                    Seconds = (nint)Math.Min(ticks / TimeSpan.TicksPerSecond, int.MaxValue),
                    Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
                };
                return UnixCalls.PollPrecisely(descriptors, (nuint)Count, &time, null);
            }

            int milliseconds = limit is { } wait
                ? (int)Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 0, int.MaxValue)
                : -1;
            return UnixCalls.Poll(descriptors, (nuint)Count, milliseconds);
        }
    }
}
