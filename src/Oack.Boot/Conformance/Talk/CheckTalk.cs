using System.Globalization;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance.Talk;

/// <summary>
/// One conversation of a check with the server, from a port of its own. What the check leaves open is ended with an ERROR
/// when it is disposed, so that no server goes on sending.
/// </summary>
internal sealed class CheckTalk : IDisposable
{
    private readonly CheckVisit _visit;
    private readonly CheckPort _port;
    private PeerEndpoint _lastTo;
    private bool _isRunning;
    private bool _hasEnded;
    private bool _isDisposed;

    internal CheckTalk(CheckVisit visit, CheckPort port)
    {
        _visit = visit;
        _port = port;
        Tid = visit.Server;
    }

    /// <summary>The own port.</summary>
    internal int PortNumber => _port.Number;

    /// <summary>Where the server's side of the transfer is: where its first answer came from.</summary>
    internal PeerEndpoint Tid { get; private set; }

    /// <summary>From the request to its answer.</summary>
    internal TimeSpan RoundTrip { get; private set; }

    /// <summary>The block size that blocks are judged by.</summary>
    internal int BlockSize { get; set; } = 512;

    /// <summary>Sends a request and waits for its answer, whose sender becomes the server's side.</summary>
    internal CheckPacket Ask(byte[] request)
    {
        Instant sent = _visit.Now;
        SendTo(_visit.Server, request);
        CheckPacket answer = Take(_visit.Times.AnswerWait);
        if (answer.Kind is not (CheckPacketKind.Nothing or CheckPacketKind.Unreachable))
        {
            Tid = answer.From;
            RoundTrip = answer.At - sent;
            _isRunning = true;
            _hasEnded = answer.Kind == CheckPacketKind.Error;
        }

        return answer;
    }

    /// <summary>Sends to the server's side of the transfer.</summary>
    internal void Send(ReadOnlySpan<byte> packet) => SendTo(Tid, packet);

    /// <summary>Sends to anywhere.</summary>
    internal void SendTo(PeerEndpoint to, ReadOnlySpan<byte> packet)
    {
        if (_visit.TrySpend())
        {
            _lastTo = to;
            _port.Send(to, packet);
        }
    }

    /// <summary>Acknowledges a block.</summary>
    internal void Acknowledge(long block) => Send(CheckPackets.Acknowledgment(block));

    /// <summary>Ends the transfer with an ERROR.</summary>
    internal void Abort(ErrorCode code, string text)
    {
        Send(CheckPackets.Error(code, text));
        _hasEnded = true;
    }

    /// <summary>The transfer is over on both sides: nothing needs to be said at the end.</summary>
    internal void MarkEnded() => _hasEnded = true;

    /// <summary>The next datagram from anyone, or that none came in this time.</summary>
    internal CheckPacket Take(TimeSpan wait)
    {
        Instant end = Instant.Min(_visit.Now + wait, _visit.Deadline);
        while (true)
        {
            TimeSpan left = end - _visit.Now;
            ReceiveStatus status = _port.Receive(left > TimeSpan.Zero ? left : TimeSpan.Zero, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);
            if (status == ReceiveStatus.Ok && _visit.TryCount())
            {
                return CheckPacket.Read(from, _visit.Now, datagram);
            }

            if (status == ReceiveStatus.Unreachable && from == _lastTo)
            {
                return CheckPacket.Unreachable(from, _visit.Now);
            }

            if (status != ReceiveStatus.Unreachable || _visit.Now >= end)
            {
                return CheckPacket.Nothing(_visit.Now, wait);
            }
        }
    }

    /// <summary>
    /// Waits for a block. Blocks that were acknowledged before may come again, as retransmissions do; any other packet
    /// is no answer to an ACK.
    /// </summary>
    internal bool TryTakeBlock(long block, out CheckPacket data, out CheckVerdict verdict) =>
        TryTakeBlock(block, _visit.Times.RetransmissionWait, out data, out verdict);

    /// <inheritdoc cref="TryTakeBlock(long, out CheckPacket, out CheckVerdict)"/>
    internal bool TryTakeBlock(long block, TimeSpan wait, out CheckPacket data, out CheckVerdict verdict)
    {
        verdict = default;
        Instant end = _visit.Now + wait;
        do
        {
            data = Take(end - _visit.Now);
            if (data.Kind == CheckPacketKind.Data && data.From == Tid)
            {
                if (data.Block == unchecked((ushort)block))
                {
                    return TryAccept(block, data, out verdict);
                }

                if (IsBehind(data.Block, block))
                {
                    continue;
                }
            }

            // The OACK may be repeated until the server has seen the ACK of it.
            if (data.Kind == CheckPacketKind.OptionAck && block == 1)
            {
                continue;
            }

            break;
        }
        while (_visit.Now < end);

        verdict = CheckVerdict.Fail(data.From != Tid && data.Kind == CheckPacketKind.Data
            ? Words($"DATA {data.Block} came from {data.From}, and the transfer's port is {Tid.Port}")
            : Words($"DATA {block} was due; {data.Text} came"));
        return false;
    }

    /// <summary>Judges what a DATA carries.</summary>
    internal bool TryAccept(long block, CheckPacket data, out CheckVerdict verdict)
    {
        verdict = default;
        if (Judge(block, data) is { } fault)
        {
            verdict = CheckVerdict.Fail(fault);
            return false;
        }

        _hasEnded |= data.Payload.Length < BlockSize;
        return true;
    }

    /// <summary>Takes blocks in lock-step and acknowledges each; ends at the last one of the file.</summary>
    /// <param name="from">The first block that was not taken yet.</param>
    /// <param name="to">The last block to take.</param>
    /// <param name="verdict">What was wrong, when something was.</param>
    internal bool TryTakeBlocks(long from, long to, out CheckVerdict verdict)
    {
        verdict = default;
        for (long block = from; block <= to; block++)
        {
            if (!TryTakeBlock(block, out CheckPacket data, out verdict))
            {
                return false;
            }

            Acknowledge(block);
            if (data.Payload.Length < BlockSize)
            {
                return true;
            }
        }

        return true;
    }

    /// <summary>How often a block comes within a time.</summary>
    internal int CountBlock(long block, TimeSpan time)
    {
        int count = 0;
        Instant end = _visit.Now + time;
        while (_visit.Now < end)
        {
            CheckPacket packet = Take(end - _visit.Now);
            count += packet.Kind == CheckPacketKind.Data && packet.Block == unchecked((ushort)block) ? 1 : 0;
            if (packet.Kind == CheckPacketKind.Nothing)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>The first datagram that comes within a time in which none should; null when none did.</summary>
    internal CheckPacket? Listen(TimeSpan time)
    {
        Instant end = _visit.Now + time;
        while (_visit.Now < end)
        {
            CheckPacket packet = Take(end - _visit.Now);
            if (packet.Kind == CheckPacketKind.Nothing)
            {
                return null;
            }

            if (packet.Kind != CheckPacketKind.Unreachable)
            {
                return packet;
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (_isRunning && !_hasEnded)
        {
            Abort(ErrorCode.NotDefined, "the check is over");
        }

        _port.Dispose();
    }

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);

    private static bool IsBehind(ushort number, long block) => unchecked((ushort)(block - number)) < 0x8000;

    private string? Judge(long block, CheckPacket data)
    {
        if (data.Payload.Length > BlockSize)
        {
            return Words($"DATA {block} has {data.Payload.Length} bytes, and a block has {BlockSize}");
        }

        return _visit.File is { } file && !_visit.IsForeignContent && !file.Matches((block - 1) * BlockSize, data.Payload)
            ? Words($"DATA {block} is not what the file holds there")
            : null;
    }
}
