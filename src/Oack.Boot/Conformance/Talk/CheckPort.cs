using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Conformance.Talk;

/// <summary>A port from which one check talks to the server. Used from one thread.</summary>
internal abstract class CheckPort : IDisposable
{
    /// <summary>The number of the port.</summary>
    internal abstract int Number { get; }

    /// <summary>Sends a datagram; one that cannot leave is lost.</summary>
    internal abstract void Send(PeerEndpoint to, ReadOnlySpan<byte> datagram);

    /// <summary>Waits for a datagram from anyone.</summary>
    /// <returns>Ok, TimedOut or Unreachable.</returns>
    /// <exception cref="OperationCanceledException">The run was ended from outside.</exception>
    internal abstract ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);

    /// <inheritdoc/>
    public abstract void Dispose();
}
