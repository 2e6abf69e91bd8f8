using System.Net;
using System.Net.Sockets;

namespace Oack.Net.Platform;

/// <summary>
/// The ports of a range, taken in turn, so that a port rests for as long as possible before its next transfer: a late
/// datagram of the former finds nobody (RFC 1350 §4 wants transfer identifiers that differ).
/// </summary>
internal sealed class PortAllocator(PortRange range)
{
    // Ports that other programs hold cost a system call each; one request must not pay for all of a large range.
    private const int MaxForeignPorts = 64;

    private readonly bool[] _isTaken = new bool[range.Count];
    private int _next;

    /// <summary>How many ports are taken.</summary>
    public int TakenCount { get; private set; }

    /// <summary>Binds a socket to the next free port.</summary>
    /// <returns>The port, or 0 when none is free.</returns>
    /// <exception cref="SocketException">The address cannot be used, whatever the port.</exception>
    public int Bind(Socket socket, IPAddress address)
    {
        int foreign = 0;
        for (int tried = 0; tried < range.Count && foreign < MaxForeignPorts; tried++)
        {
            int index = _next;
            _next = (_next + 1) % range.Count;
            if (_isTaken[index])
            {
                continue;
            }

            int port = range.First + index;
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                _isTaken[index] = true;
                TakenCount++;
                return port;
            }
            catch (SocketException exception)
                when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                foreign++;
            }
        }

        return 0;
    }

    /// <summary>Gives a port back.</summary>
    public void Release(int port)
    {
        int index = port - range.First;
        if (_isTaken[index])
        {
            _isTaken[index] = false;
            TakenCount--;
        }
    }
}
