using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oack.Net.Platform;

namespace Oack.Net.Linux;

/// <summary>
/// Waits with epoll(7): the cost is that of the sockets that are ready, not of all. What the kernel hands back is the
/// socket's slot with its generation, so an event for a socket that was closed meanwhile is known for what it is.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EpollPoller : SocketPoller
{
    private const int MaxEvents = 256;
    private const uint EventIn = 0x001;
    private const uint EventOut = 0x004;

    // struct epoll_event: events(4), on x64 packed, else padded to a multiple of 8, then data(8).
    private static readonly int _dataOffset = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 4 : 8;
    private static readonly int _eventBytes = _dataOffset + sizeof(ulong);

    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(MaxEvents * 16);
    private readonly int _poll;
    private readonly Stack<int> _free = new();
    private PolledSocket?[] _slots = new PolledSocket?[64];
    private uint[] _generations = new uint[64];
    private int _slotsUsed;

    // The call takes 64 bits a number, also where the C library's type has 32.
    private bool _isImprecise = !Environment.Is64BitProcess;
    private bool _isDisposed;

    public EpollPoller()
    {
        _poll = LinuxCalls.CreatePoll(LinuxCalls.PollCloseOnExec);
        if (_poll < 0)
        {
            NativeMemory.Free(_events);
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }

    public override bool ReportsErrors => true;

    /// <summary>Whether to tell when a socket takes more.</summary>
    public void SetWritable(PolledSocket socket, bool isWanted) =>
        Control(LinuxCalls.PollModify, socket, EventIn | (isWanted ? EventOut : 0));

    public override void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _ = LinuxCalls.Close(_poll);
            NativeMemory.Free(_events);
        }

        base.Dispose();
    }

    protected override void OnAdded(int index, PolledSocket socket)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _slotsUsed++;
            if (slot == _slots.Length)
            {
                Array.Resize(ref _slots, slot * 2);
                Array.Resize(ref _generations, slot * 2);
            }
        }

        _slots[slot] = socket;
        _generations[slot]++;
        socket.PollToken = slot;
        try
        {
            Control(LinuxCalls.PollAdd, socket, EventIn);
        }
        catch (SocketException)
        {
            Free(socket);
            throw;
        }
    }

    protected override void OnRemoved(int index, int last)
    {
        PolledSocket socket = At(index);
        Control(LinuxCalls.PollDelete, socket, 0);
        Free(socket);
    }

    private void Free(PolledSocket socket)
    {
        _slots[socket.PollToken] = null;
        _free.Push(socket.PollToken);
        socket.PollToken = -1;
    }

    protected override void WaitCore(TimeSpan? limit)
    {
        int count = CallWait(limit);
        if (count < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != LinuxCalls.Interrupted)
            {
                throw new SocketException((int)SocketError.SystemNotReady, $"Waiting for sockets failed (errno {error}).");
            }

            return;
        }

        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> entry = new(_events + (index * _eventBytes), _eventBytes);
            uint events = MemoryMarshal.Read<uint>(entry);
            ulong data = MemoryMarshal.Read<ulong>(entry[_dataOffset..]);
            int slot = (int)(uint)data;
            if (_slots[slot] is { } socket && _generations[slot] == (uint)(data >> 32))
            {
                MarkReady(socket, (events & EventIn) != 0, (events & ~(EventIn | EventOut)) != 0, (events & EventOut) != 0);
            }
        }
    }

    private void Control(int operation, PolledSocket socket, uint events)
    {
        byte* request = stackalloc byte[16];
        Span<byte> entry = new(request, 16);
        MemoryMarshal.Write(entry, events);
        ulong data = (uint)socket.PollToken | ((ulong)_generations[socket.PollToken] << 32);
        MemoryMarshal.Write(entry[_dataOffset..], data);
        if (LinuxCalls.ControlPoll(_poll, operation, (int)socket.Socket.Handle, request) != 0 && operation == LinuxCalls.PollAdd)
        {
            throw new SocketException((int)SocketError.NoBufferSpaceAvailable, $"epoll_ctl failed (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    private int CallWait(TimeSpan? limit)
    {
        if (limit is not { } span)
        {
            return LinuxCalls.WaitPoll(_poll, _events, MaxEvents, -1);
        }

        long ticks = Math.Max(0, span.Ticks);
        if (ticks == 0)
        {
            return LinuxCalls.WaitPoll(_poll, _events, MaxEvents, 0);
        }

        if (!_isImprecise)
        {
            UnixCalls.TimeSpecification time = new()
            {
                Seconds = (nint)Math.Min(ticks / TimeSpan.TicksPerSecond, int.MaxValue),
                Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
            };
            int count = LinuxCalls.WaitPollPrecisely(_poll, _events, MaxEvents, &time);
            if (count >= 0 || Marshal.GetLastPInvokeError() != LinuxCalls.NotImplemented)
            {
                return count;
            }

            _isImprecise = true;
        }

        return LinuxCalls.WaitPoll(_poll, _events, MaxEvents, (int)Math.Min(Math.Ceiling(span.TotalMilliseconds), int.MaxValue));
    }
}
