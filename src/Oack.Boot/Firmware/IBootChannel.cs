using System.Net.Sockets;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Boot.Firmware;

/// <summary>One UDP port of a machine that boots: its system's, or one that is only played.</summary>
public interface IBootChannel : IDisposable
{
    /// <summary>Its address, as far as it is known, and its port.</summary>
    PeerEndpoint LocalEndpoint { get; }

    /// <summary>Sends a datagram; one that cannot leave is lost, as it might be on the way.</summary>
    /// <returns>Success, or why it did not leave.</returns>
    SocketError Send(PeerEndpoint to, ReadOnlySpan<byte> datagram);

    /// <summary>Waits for a datagram.</summary>
    /// <param name="wait">How long at most.</param>
    /// <param name="datagram">Its bytes, until the next call.</param>
    /// <param name="from">Who sent it, or whom an ICMP error is about.</param>
    ReceiveStatus Receive(TimeSpan wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);

    /// <summary>Ends a running <see cref="Receive"/>, or else the next one. From any thread.</summary>
    void Wake();
}
