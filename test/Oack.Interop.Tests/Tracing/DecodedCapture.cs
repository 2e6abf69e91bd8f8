using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Trace;
using Oack.Trace.Capture;
using Oack.Trace.Frames;

namespace Oack.Interop.Tests.Tracing;

/// <summary>What Oack reads from a capture.</summary>
internal sealed class DecodedCapture : IDatagramSink
{
    /// <summary>Reads a file to its end.</summary>
    internal DecodedCapture(string path)
    {
        FrameDecoder decoder = new(this, Counters);
        using CaptureReader reader = CaptureReader.Open(path);
        while (reader.TryRead(out CapturedFrame frame))
        {
            Times.Add(frame.Time);
            decoder.Handle(frame.Number, frame.Time, frame.LinkType, frame.Bytes, frame.OriginalBytes);
        }

        decoder.Finish();
        Assert.Empty(reader.Problems);
    }

    /// <summary>How much was seen.</summary>
    internal TraceCounters Counters { get; } = new();

    /// <summary>When each frame was captured.</summary>
    internal List<Instant> Times { get; } = [];

    /// <summary>All datagrams but those whose fragments did not all come, by the frame that completed them.</summary>
    internal SortedDictionary<long, (ObservedDatagram Datagram, byte[] Payload)> Datagrams { get; } = [];

    public void OnDatagram(in ObservedDatagram datagram, ReadOnlySpan<byte> payload)
    {
        if (datagram.Damage != DatagramDamage.FragmentsMissing)
        {
            Datagrams.Add(datagram.Frame, (datagram, payload.ToArray()));
        }
    }

    public void OnUnreachable(Instant time, long frame, PeerEndpoint quotedFrom, PeerEndpoint quotedTo, bool isPort)
    {
    }

    public void OnArp(Instant time, long frame, ReadOnlySpan<byte> message)
    {
    }
}
