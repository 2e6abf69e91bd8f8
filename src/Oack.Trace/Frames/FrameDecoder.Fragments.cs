using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Frames;

/// <content>Datagrams in several packets.</content>
internal sealed partial class FrameDecoder
{
    private const int FragmentGranularity = 8;

    private readonly FragmentTable _fragments = new();

    /// <summary>Reports the datagrams that have waited for their fragments too long.</summary>
    public void HandleTimeout(Instant now) => ReportOverdue(now);

    /// <summary>No more frames will come: reports the datagrams whose fragments have not all come.</summary>
    public void Finish()
    {
        while (_fragments.TakeOldest() is { } datagram)
        {
            ReportIncomplete(datagram);
        }
    }

    private void HandleFragment(in PacketInfo info, in Fragment fragment, in FragmentKey key, ReadOnlySpan<byte> payload)
    {
        counters.Fragments++;

        // Only the last may end anywhere (RFC 791 §3.2, RFC 8200 §4.5), and an empty one says nothing.
        if (fragment.Bytes is <= 0 or > PendingDatagram.MaxBytes
            || (!fragment.IsLast && fragment.Bytes % FragmentGranularity != 0))
        {
            counters.SkippedMalformed++;
            return;
        }

        if (!_fragments.Contains(key))
        {
            ReportOvertaken(info);
            if (_fragments.IsFull && _fragments.TakeOldest() is { } oldest)
            {
                ReportIncomplete(oldest);
            }
        }

        if (_fragments.Add(key, fragment, payload, info.Time, info.Frame) is not { } datagram)
        {
            return;
        }

        counters.ReassembledDatagrams++;
        PacketInfo whole = info with
        {
            PayloadBytes = datagram.TotalBytes,
            Damage = datagram.Head.Length < datagram.TotalBytes ? DatagramDamage.CutByCapture : DatagramDamage.None,
            FragmentBytes = datagram.LargestPacketBytes,
        };
        HandleReassembled(whole, datagram.HeadProtocol, datagram.Head, datagram.LargestPacketBytes);
        _fragments.Release(datagram);
    }

    // Behind the fragment header of IPv6 there may be further extensions.
    private void HandleReassembled(in PacketInfo info, byte protocol, ReadOnlySpan<byte> payload, int packetBytes)
    {
        if (!TrySkipExtensions(payload, ref protocol, 0, out int offset))
        {
            counters.SkippedMalformed++;
            return;
        }

        HandleTransport(
            offset == 0 ? info : info with { PayloadBytes = info.PayloadBytes < 0 ? -1 : info.PayloadBytes - offset },
            protocol, payload[offset..], packetBytes);
    }

    private void ReportOverdue(Instant now)
    {
        while (_fragments.TakeOverdue(now) is { } datagram)
        {
            ReportIncomplete(datagram);
        }
    }

    private void ReportOvertaken(in PacketInfo info)
    {
        if (_fragments.Count == 0)
        {
            return;
        }

        while (_fragments.TakeOvertaken(info.Time, info.Source, info.Target) is { } datagram)
        {
            ReportIncomplete(datagram);
        }
    }

    private void ReportIncomplete(PendingDatagram datagram)
    {
        if (datagram.IsContradictory)
        {
            counters.ContradictoryDatagrams++;
        }
        else
        {
            counters.IncompleteDatagrams++;
            if (datagram.HeadFrame > 0)
            {
                FragmentKey key = datagram.Key;
                PacketInfo info = new(
                    datagram.HeadTime, datagram.HeadFrame,
                    new PeerEndpoint(key.SourceHigh, key.SourceLow, 0), new PeerEndpoint(key.TargetHigh, key.TargetLow, 0),
                    PayloadBytes: -1, DatagramDamage.FragmentsMissing,
                    key.Protocol == FragmentKey.NoProtocol ? -1 : (int)key.Identification, datagram.LargestPacketBytes);
                HandleReassembled(info, datagram.HeadProtocol, datagram.Head, datagram.LargestPacketBytes);
            }
        }

        _fragments.Release(datagram);
    }
}
