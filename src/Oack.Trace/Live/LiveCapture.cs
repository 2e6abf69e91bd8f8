using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Oack.Protocol;
using Oack.Trace.Capture;

namespace Oack.Trace.Live;

/// <summary>
/// Captures frames of an interface as they come (Linux). The kernel hands over only what a trace of TFTP needs: UDP, ICMP,
/// their fragments, and ARP; the interface is not put into promiscuous mode. It is used by one thread at a time, but
/// <see cref="Stop"/> may be called from any.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed unsafe partial class LiveCapture : IDisposable
{
    /// <summary>The name that stands for all interfaces.</summary>
    public const string AnyInterface = "any";

    /// <summary>How many bytes the kernel keeps for a reader that is behind, unless told otherwise: 16 MiB.</summary>
    public const int DefaultReceiveBufferBytes = 16 * 1024 * 1024;

    private const int KeptBytes = FrameSource.MaxFrameBytes - CookedHeaderBytes;
    private const int CookedHeaderBytes = 16;
    private const int ControlBytes = 256;

    private static readonly TimeSpan s_timeoutInterval = TimeSpan.FromSeconds(1);

    private readonly SafeFileHandle _socket;
    private readonly SafeFileHandle _wake;
    private readonly int _interfaceIndex;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(FrameSource.MaxFrameBytes, pinned: true);
    private readonly byte[] _control = GC.AllocateUninitializedArray<byte>(ControlBytes, pinned: true);
    private long _frames;
    private long _dropped;
    private volatile bool _isStopped;

    private LiveCapture(string interfaceName, int interfaceIndex, SafeFileHandle socket, SafeFileHandle wake, LinkType linkType)
    {
        InterfaceName = interfaceName;
        _interfaceIndex = interfaceIndex;
        _socket = socket;
        _wake = wake;
        LinkType = linkType;
    }

    /// <summary>The names of the interfaces that there are.</summary>
    public static IReadOnlyList<string> InterfaceNames =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Select(found => found.Name)];

    /// <summary>The interface, or <see cref="AnyInterface"/>.</summary>
    public string InterfaceName { get; }

    /// <summary>What the frames begin with: Ethernet where the interface is one, else the cooked header of Linux.</summary>
    public LinkType LinkType { get; }

    /// <summary>How many frames the kernel had no room for, because the reader was behind.</summary>
    public long DroppedFrames
    {
        get
        {
            // The kernel begins anew with each answer.
            PacketCalls.PacketStatistics statistics = default;
            uint length = (uint)sizeof(PacketCalls.PacketStatistics);
            if (!_socket.IsClosed
                && PacketCalls.GetOption(_socket, PacketCalls.PacketLevel, PacketCalls.Statistics, &statistics, &length) == 0)
            {
                _dropped += statistics.Drops;
            }

            return _dropped;
        }
    }

    /// <summary>Hands all frames to a run, and tells it the time, until it is stopped or cancelled. It does not finish the run.</summary>
    /// <param name="run">What takes the frames.</param>
    /// <param name="copy">Takes a copy of each frame, or null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LiveCaptureException">The interface is gone.</exception>
    /// <exception cref="IOException">The copy cannot be written.</exception>
    public void Run(TraceRun run, PcapngWriter? copy = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        int copyIndex = copy?.AddInterface(LinkType, InterfaceName) ?? 0;
        using CancellationTokenRegistration registration = cancellation.Register(Stop);
        Instant nextTimeout = Now() + s_timeoutInterval;
        while (!_isStopped)
        {
            Instant now;
            if (TryRead(s_timeoutInterval, out CapturedFrame frame))
            {
                now = frame.Time;
                copy?.WriteFrame(copyIndex, frame.Time, frame.Bytes, frame.OriginalBytes);
                run.HandleFrame(frame);
            }
            else
            {
                now = Now();
            }

            // A clock that was set back must not silence the timeouts.
            if (now >= nextTimeout || nextTimeout - now > 2 * s_timeoutInterval)
            {
                nextTimeout = now + s_timeoutInterval;
                run.HandleTimeout(now);
                copy?.Flush();
            }
        }
    }

    /// <summary>Gives the next frame, whose bytes hold until the next call.</summary>
    /// <param name="patience">How long it waits for one; at most some 24 days.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether there is one; not when time is up or the capture was stopped.</returns>
    /// <exception cref="LiveCaptureException">The interface is gone.</exception>
    public bool TryRead(TimeSpan patience, out CapturedFrame frame)
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (!_isStopped)
        {
            while (TryReceive(out frame, out bool isForeign))
            {
                if (!isForeign)
                {
                    return true;
                }
            }

            long rest = deadline - Environment.TickCount64;
            if (rest <= 0)
            {
                break;
            }

            Wait((int)Math.Min(rest, int.MaxValue));
        }

        frame = default;
        return false;
    }

    /// <summary>Ends the capture: a call that waits returns, and further ones give nothing. Any thread may call it.</summary>
    public void Stop()
    {
        _isStopped = true;
        ulong one = 1;
        try
        {
            _ = PacketCalls.Write(_wake, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopped = true;
        _socket.Dispose();
        _wake.Dispose();
    }

    private static Instant Now() => new(DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks);

    private void Wait(int milliseconds)
    {
        PacketCalls.PollDescriptor* descriptors = stackalloc PacketCalls.PollDescriptor[2];
        descriptors[0] = new() { Descriptor = (int)_socket.DangerousGetHandle(), Events = PacketCalls.PollIn };
        descriptors[1] = new() { Descriptor = (int)_wake.DangerousGetHandle(), Events = PacketCalls.PollIn };
        _ = PacketCalls.Poll(descriptors, 2, milliseconds);
    }

    // What the loopback interface sends it also receives, so that what leaves it would be seen twice.
    private bool TryReceive(out CapturedFrame frame, out bool isForeign)
    {
        frame = default;
        isForeign = false;
        bool isCooked = LinkType == LinkType.LinuxCooked;
        int room = isCooked ? CookedHeaderBytes : 0;
        PacketCalls.LinkAddress address = default;
        nint got;
        int controlBytes;
        fixed (byte* buffer = _buffer, control = _control)
        {
            PacketCalls.IoVector vector = new() { Base = buffer + room, Length = (nuint)KeptBytes };
            PacketCalls.MessageHeader header = new()
            {
                Name = &address,
                NameLength = (uint)sizeof(PacketCalls.LinkAddress),
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlBytes,
            };
            got = PacketCalls.ReceiveMessage(_socket, &header, PacketCalls.TellWholeLength);
            controlBytes = (int)header.ControlLength;
        }

        if (got < 0)
        {
            HandleError(Marshal.GetLastPInvokeError());
            return false;
        }

        isForeign = address is { HardwareType: PacketCalls.LoopbackHardware, PacketType: PacketCalls.Outgoing };
        if (isForeign)
        {
            return true;
        }

        if (isCooked)
        {
            WriteCookedHeader(address);
        }

        _frames++;
        int kept = room + (int)Math.Min(got, KeptBytes);
        frame = new CapturedFrame(_frames, ReadTime(_control.AsSpan(0, controlBytes)), LinkType, _buffer.AsSpan(0, kept), room + (int)got);
        return true;
    }

    private void HandleError(int error)
    {
        if (error is PacketCalls.TryAgain or PacketCalls.Interrupted)
        {
            return;
        }

        // An interface that is only down may come up again.
        if (error == PacketCalls.NetworkDown
            && (_interfaceIndex == 0 || PacketCalls.FindInterface(InterfaceName) == (uint)_interfaceIndex))
        {
            return;
        }

        throw new LiveCaptureException(
            InterfaceName,
            error == PacketCalls.NetworkDown
                ? $"cannot go on capturing on {InterfaceName}: the interface is gone"
                : $"cannot go on capturing on {InterfaceName}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    // direction(2) hardware type(2) address length(2) address(8) type of Ethernet(2)
    private void WriteCookedHeader(in PacketCalls.LinkAddress address)
    {
        Span<byte> header = _buffer.AsSpan(0, CookedHeaderBytes);
        BinaryPrimitives.WriteUInt16BigEndian(header, address.PacketType);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], address.HardwareType);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], address.AddressBytes);
        for (int index = 0; index < PacketCalls.LinkAddress.HardwareBytes; index++)
        {
            header[6 + index] = address.Address[index];
        }

        MemoryMarshal.Write(header[14..], address.Protocol);
    }

    // cmsghdr: length(word) level(4) type(4), then the data: two words.
    private static Instant ReadTime(ReadOnlySpan<byte> control)
    {
        int headerBytes = nint.Size + (2 * sizeof(int));
        if (control.Length >= headerBytes + (2 * nint.Size)
            && MemoryMarshal.Read<int>(control[nint.Size..]) == PacketCalls.SocketLevel
            && MemoryMarshal.Read<int>(control[(nint.Size + sizeof(int))..]) == PacketCalls.Timestamp)
        {
            long seconds = MemoryMarshal.Read<nint>(control[headerBytes..]);
            long nanoseconds = MemoryMarshal.Read<nint>(control[(headerBytes + nint.Size)..]);
            return new Instant((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick));
        }

        return Now();
    }
}
