using System.Globalization;
using Oack.Cli.Output;
using Oack.Protocol.Observe;
using Oack.Protocol.Wire;
using Oack.Trace.Capture;

namespace Oack.Cli.Serving;

/// <summary>
/// A capture file that is being written, and what it says about the conversations in it: a finding stands as a comment
/// at the datagram with which it became certain. Used by one thread.
/// </summary>
/// <remarks>
/// The last datagram is held back until the next one comes, so that what turns out at the very end has a place too.
/// </remarks>
internal sealed class CommentedCapture : IConversationObserver
{
    /// <summary>So much of the file's length is kept for what turns out at the end.</summary>
    private const int ReservedBytes = 8 << 10;

    private const string Description = "What the server received and sent, as its sockets saw it";

    private readonly Stream _target;
    private readonly long _maxBytes;
    private readonly PcapngWriter _writer;
    private readonly List<(ObservedTransfer Transfer, Finding Finding)> _findings = [];
    private readonly byte[] _held = new byte[UdpPacket.MaxBytes];
    private ConversationTracker _tracker;
    private int _heldBytes;
    private CapturedDatagram _heldDatagram;
    private string? _comment;
    private long _gap;

    private CommentedCapture(Stream target, PcapngWriter writer, long maxBytes)
    {
        _target = target;
        _writer = writer;
        _maxBytes = maxBytes;
        _tracker = new ConversationTracker(this, keepsEnded: false);
    }

    /// <summary>How many datagrams were taken in.</summary>
    public long Datagrams { get; private set; }

    /// <summary>The length of the file, as far as it is made.</summary>
    public long LengthBytes => _writer.BytesWritten;

    private long ProjectedBytes =>
        _writer.BytesWritten + (_heldBytes == 0 ? 0 : PcapngWriter.MeasureFrame(_heldBytes, _comment));

    /// <summary>A file without datagrams.</summary>
    /// <param name="target">Where it goes; it can seek, and stays open.</param>
    /// <param name="maxBytes">How long it may become.</param>
    public static CommentedCapture Begin(Stream target, long maxBytes)
    {
        // Never disposed of: that would write once more what could not be written.
        PcapngWriter writer = new(target, "oack serve " + OackVersion.Text, leaveOpen: true);
        writer.AddInterface(LinkType.Raw, "oack serve", Description);
        return new CommentedCapture(target, writer, maxBytes);
    }

    /// <summary>Takes in a datagram; false, and nothing done, where the file would become too long.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public bool TryAdd(in CapturedDatagram datagram, ReadOnlySpan<byte> bytes)
    {
        int frameBytes = UdpPacket.Measure(datagram.From, datagram.To, bytes.Length);
        if (ProjectedBytes + PcapngWriter.MeasureFrame(frameBytes) + ReservedBytes > _maxBytes)
        {
            return false;
        }

        WriteHeld();
        if (!UdpPacket.TryWrite(_held, datagram.From, datagram.To, bytes, out _heldBytes))
        {
            // Longer than any that the system hands in or takes.
            return true;
        }

        _heldDatagram = datagram;
        Datagrams++;
        if (_gap > 0)
        {
            AddComment(Count(_gap, "before this one"));
            _gap = 0;
        }

        ObservedTransfer? transfer = _tracker.Observe(
            new ObservedDatagram(datagram.Time, Datagrams, datagram.From, datagram.To, bytes.Length), bytes);
        AddFindings(transfer);
        return true;
    }

    /// <summary>Notes that some datagrams are missing behind the last one: from there on the conversations are watched anew.</summary>
    public void NoteGap(long count)
    {
        _gap += count;
        _tracker = new ConversationTracker(this, keepsEnded: false);
    }

    /// <summary>Writes what there is, but for the last datagram.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Flush() => _writer.Flush();

    /// <summary>Nothing more comes: says how the conversations stand, and writes the last datagram.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Finish()
    {
        _tracker.Finish();
        AddFindings(current: null);
        if (_gap > 0)
        {
            AddComment(Count(_gap, "after this one"));
        }

        WriteHeld();
        _writer.Flush();
    }

    /// <summary>Takes half a block off again, after a failure, so that the file can be read to its end.</summary>
    public void CutOff()
    {
        try
        {
            // Blocks are written whole, and what fails does not move the position.
            _target.SetLength(_target.Position);
        }
        catch (IOException)
        {
            // The reader will meet half a block.
        }
    }

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding) => _findings.Add((transfer, finding));

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
    }

    private static string Count(long count, string where) =>
        $"{Units.Count(count, "datagram")} {where} {(count == 1 ? "is" : "are")} not recorded: {(count == 1 ? "it" : "they")} came faster than the file could be written.";

    private static string Describe(ObservedTransfer transfer) =>
        transfer.HasRequest ? $"\"{PacketText.Escape(transfer.Name)}\" for {transfer.Client}" : $"a transfer for {transfer.Client}";

    private void WriteHeld()
    {
        if (_heldBytes > 0)
        {
            _writer.WriteFrame(0, _heldDatagram.Time, _held.AsSpan(0, _heldBytes), comment: _comment);
            _heldBytes = 0;
            _comment = null;
        }
    }

    /// <summary>Makes comments of what was found since the last call.</summary>
    /// <param name="current">The transfer of the last datagram; null where there is none.</param>
    private void AddFindings(ObservedTransfer? current)
    {
        foreach ((ObservedTransfer transfer, Finding finding) in _findings)
        {
            string where = transfer == current && finding.Frame == Datagrams
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" (packet {finding.Frame}, {Describe(transfer)})");
            AddComment($"{finding.CodeName}{where}: {finding.Explanation} {finding.Remedy}");
        }

        _findings.Clear();
    }

    /// <summary>Adds a line to the comment of the last datagram, while there is room in it and in the file.</summary>
    private void AddComment(string line)
    {
        string comment = _comment is null ? line : _comment + "\n" + line;
        long length = _writer.BytesWritten + PcapngWriter.MeasureFrame(_heldBytes, comment);
        if (_heldBytes > 0 && comment.Length < PcapngWriter.MaxCommentBytes / 4 && length <= _maxBytes)
        {
            _comment = comment;
        }
    }
}
