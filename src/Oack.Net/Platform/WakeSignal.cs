using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Oack.Net.Platform;

/// <summary>
/// A way out of a wait for sockets, usable from any thread: a pair of connected sockets of which the loop waits for one.
/// Signals that come before the loop looks count as one. On Unix the pair is of the Unix family, so that no packet
/// filter or loss on the loopback interface can swallow a signal; elsewhere it is UDP on the loopback address.
/// </summary>
internal sealed class WakeSignal : IDisposable
{
    private static readonly byte[] _token = [1];
    private readonly Socket _sender;
    private readonly byte[] _scratch = new byte[8];
    private int _isPending;

    public WakeSignal()
    {
        (Receiver, _sender) = OperatingSystem.IsWindows() ? CreateLoopbackPair() : CreateUnixPair();
        Receiver.Blocking = false;
        _sender.Blocking = false;
    }

    /// <summary>The socket to wait for.</summary>
    public Socket Receiver { get; }

    /// <summary>Whether a signal came since the last <see cref="Consume"/>; true even if its datagram was lost.</summary>
    public bool IsPending => Volatile.Read(ref _isPending) != 0;

    /// <summary>Asks the loop to look. After <see cref="Dispose"/> it does nothing.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _isPending, 1) != 0)
        {
            return;
        }

        try
        {
            _sender.Send(_token, SocketFlags.None, out _);
        }
        catch (ObjectDisposedException)
        {
            // The loop is gone; there is nobody to wake.
        }
    }

    /// <summary>
    /// Takes the signal; to be called before acting on it, so that one that comes meanwhile is not lost.
    /// </summary>
    /// <param name="isReadable">Whether the wait said that <see cref="Receiver"/> has something.</param>
    /// <returns>Whether there is something to act on.</returns>
    public bool Consume(bool isReadable)
    {
        if (isReadable)
        {
            SocketError error;
            do
            {
                Receiver.Receive(_scratch, SocketFlags.None, out error);
            }
            while (error == SocketError.Success);
        }

        return Interlocked.Exchange(ref _isPending, 0) != 0;
    }

    public void Dispose()
    {
        _sender.Dispose();
        Receiver.Dispose();
    }

    [UnsupportedOSPlatform("windows")]
    private static unsafe (Socket Receiver, Socket Sender) CreateUnixPair()
    {
        int* descriptors = stackalloc int[2];
        int flags = OperatingSystem.IsLinux() ? UnixCalls.LinuxCloseOnExec : 0;
        if (UnixCalls.SocketPair(UnixCalls.UnixFamily, UnixCalls.DatagramType | flags, 0, descriptors) != 0)
        {
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }

        return (new Socket(new SafeSocketHandle(descriptors[0], true)), new Socket(new SafeSocketHandle(descriptors[1], true)));
    }

    private static (Socket Receiver, Socket Sender) CreateLoopbackPair()
    {
        Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        sender.Connect(receiver.LocalEndPoint!);
        // Connected, the receiver takes nothing that another program sends to its port.
        receiver.Connect(sender.LocalEndPoint!);
        return (receiver, sender);
    }
}
