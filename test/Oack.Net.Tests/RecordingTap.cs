using System.Collections.Concurrent;
using Oack.Protocol;

namespace Oack.Net.Tests;

/// <summary>Notes what an engine shows it.</summary>
internal sealed class RecordingTap : IDatagramTap
{
    public BlockingCollection<Sighting> Seen { get; } = [];

    public void OnReceived(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram) =>
        Seen.Add(new(IsSent: false, from, to, datagram.ToArray()));

    public void OnSent(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram) =>
        Seen.Add(new(IsSent: true, from, to, datagram.ToArray()));

    internal sealed record Sighting(bool IsSent, PeerEndpoint From, PeerEndpoint To, byte[] Bytes);
}
