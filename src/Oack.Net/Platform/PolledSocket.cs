using System.Net.Sockets;

namespace Oack.Net.Platform;

/// <summary>A socket in a <see cref="SocketPoller"/>.</summary>
internal class PolledSocket(Socket socket) : IDisposable
{
    /// <summary>The socket.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>Its place in the poller; -1 outside.</summary>
    public int PollIndex { get; set; } = -1;

    /// <summary>What the poller calls it, where that is not its place; -1 outside.</summary>
    public int PollToken { get; set; } = -1;

    /// <summary>Whether the last wait found something to read.</summary>
    public bool IsReadable { get; set; }

    /// <summary>Whether the last wait found a pending error.</summary>
    public bool HasError { get; set; }

    /// <summary>Whether the last wait found that it takes more, where that was asked for.</summary>
    public bool IsWritable { get; set; }

    /// <summary>Whether it was closed, perhaps while it still stood among the ready ones.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Closes the socket; the poller must have let go of it.</summary>
    public void Dispose()
    {
        IsClosed = true;
        Socket.Dispose();
    }
}
