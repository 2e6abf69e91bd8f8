using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace.Capture;
using Oack.Trace.Frames;

namespace Oack.Trace.Tests.Frames;

/// <summary>A decoder, and all that came out of it.</summary>
internal sealed class DecoderHost : IDatagramSink
{
    private readonly FrameDecoder _decoder;

    internal DecoderHost() => _decoder = new FrameDecoder(this, Counters);

    internal TraceCounters Counters { get; } = new();

    internal List<(ObservedDatagram Datagram, byte[] Payload)> Datagrams { get; } = [];

    internal List<(PeerEndpoint From, PeerEndpoint To, bool IsPort)> Unreachables { get; } = [];

    internal List<byte[]> Arps { get; } = [];

    /// <summary>Hands a frame in, by default of a raw IP capture, a millisecond after the one before.</summary>
    internal DecoderHost Add(byte[] frame, LinkType linkType = LinkType.Raw, int? original = null, double? atSeconds = null)
    {
        double seconds = atSeconds ?? (Counters.Frames * 0.001);
        _decoder.Handle(
            Counters.Frames + 1, new Instant((long)(seconds * TimeSpan.TicksPerSecond)), linkType, frame, original ?? frame.Length);
        return this;
    }

    internal DecoderHost AddAll(IEnumerable<byte[]> frames)
    {
        foreach (byte[] frame in frames)
        {
            Add(frame);
        }

        return this;
    }

    internal DecoderHost HandleTimeout(double seconds)
    {
        _decoder.HandleTimeout(new Instant((long)(seconds * TimeSpan.TicksPerSecond)));
        return this;
    }

    internal DecoderHost Finish()
    {
        _decoder.Finish();
        return this;
    }

    /// <summary>The one datagram that came out.</summary>
    internal (ObservedDatagram Datagram, byte[] Payload) Single() => Assert.Single(Datagrams);

    public void OnDatagram(in ObservedDatagram datagram, ReadOnlySpan<byte> payload) => Datagrams.Add((datagram, payload.ToArray()));

    public void OnUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort) =>
        Unreachables.Add((quotedFrom, quotedTo, isPort));

    public void OnArp(Instant time, long frame, ReadOnlySpan<byte> message) => Arps.Add(message.ToArray());
}
