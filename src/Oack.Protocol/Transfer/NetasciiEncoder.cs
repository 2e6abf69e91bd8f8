using System.Buffers;

namespace Oack.Protocol.Transfer;

/// <summary>
/// The way of a file onto the wire in netascii (RFC 1350 §1, RFC 764): LF travels as CR LF, CR as CR NUL, every other
/// byte as it is. A plain value: it may be used piece by piece across block edges, and a copy of it is a checkpoint.
/// Starts ready as <c>default</c>.
/// </summary>
public record struct NetasciiEncoder
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private const byte Nul = 0;

    private bool _hasPending;
    private byte _pending;

    /// <summary>
    /// Whether the second byte of a pair is still to be written, because the target was full after its CR.
    /// </summary>
    public readonly bool HasPending => _hasPending;

    /// <summary>
    /// Encodes as much as fits. The second byte of a pair that the target cut is written first by the next call, so an
    /// empty source with a target of one byte ends the work.
    /// </summary>
    /// <param name="source">Bytes of the file.</param>
    /// <param name="target">Where the encoded bytes go.</param>
    /// <param name="consumed">How many bytes of the source were taken.</param>
    /// <param name="written">How many bytes of the target were written; at most twice the source and one.</param>
    /// <returns>
    /// Done when the whole source is taken and nothing is pending; DestinationTooSmall when the target is full before
    /// that.
    /// </returns>
    public OperationStatus Encode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (true)
        {
            if (_hasPending)
            {
                if (written == target.Length)
                {
                    return OperationStatus.DestinationTooSmall;
                }

                target[written++] = _pending;
                _hasPending = false;
                _pending = 0;
            }

            ReadOnlySpan<byte> rest = source[consumed..];
            int special = rest.IndexOfAny(Cr, Lf);
            int plain = Math.Min(special < 0 ? rest.Length : special, target.Length - written);
            rest[..plain].CopyTo(target[written..]);
            consumed += plain;
            written += plain;
            if (plain == rest.Length)
            {
                return OperationStatus.Done;
            }

            if (written == target.Length)
            {
                return OperationStatus.DestinationTooSmall;
            }

            _pending = source[consumed++] == Lf ? Lf : Nul;
            _hasPending = true;
            target[written++] = Cr;
        }
    }
}
