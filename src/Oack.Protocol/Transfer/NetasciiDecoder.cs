using System.Buffers;

namespace Oack.Protocol.Transfer;

/// <summary>
/// The way of netascii from the wire into a file (RFC 1350 §1, RFC 764): CR LF becomes LF, CR NUL becomes CR, and a CR
/// before anything else, which RFC 764 does not allow but clients send, stays as it is. A plain value: it may be used
/// piece by piece across block edges, and a copy of it is a checkpoint. Starts ready as <c>default</c>.
/// </summary>
public record struct NetasciiDecoder
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private const byte Nul = 0;

    private bool _hasPending;

    /// <summary>Whether a CR was taken whose meaning the next byte decides.</summary>
    public readonly bool HasPending => _hasPending;

    /// <summary>Decodes as much as fits.</summary>
    /// <param name="source">Bytes from the wire.</param>
    /// <param name="target">Where the bytes of the file go.</param>
    /// <param name="consumed">How many bytes of the source were taken.</param>
    /// <param name="written">How many bytes of the target were written; at most the source and one.</param>
    /// <returns>
    /// Done when the whole source is taken (a CR at its end is kept for the next call, or for <see cref="Flush"/>);
    /// DestinationTooSmall when the target is full before that.
    /// </returns>
    public OperationStatus Decode(ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (consumed < source.Length)
        {
            if (_hasPending)
            {
                if (written == target.Length)
                {
                    return OperationStatus.DestinationTooSmall;
                }

                byte second = source[consumed];
                target[written++] = second == Lf ? Lf : Cr;
                consumed += second is Lf or Nul ? 1 : 0;
                _hasPending = false;
                continue;
            }

            ReadOnlySpan<byte> rest = source[consumed..];
            int special = rest.IndexOf(Cr);
            int plain = Math.Min(special < 0 ? rest.Length : special, target.Length - written);
            rest[..plain].CopyTo(target[written..]);
            consumed += plain;
            written += plain;
            if (plain == special)
            {
                consumed++;
                _hasPending = true;
            }
            else if (plain < rest.Length)
            {
                return OperationStatus.DestinationTooSmall;
            }
        }

        return OperationStatus.Done;
    }

    /// <summary>Ends the file: a CR that came last is written as it is.</summary>
    /// <returns>Done, or DestinationTooSmall when a CR is pending and the target is empty.</returns>
    public OperationStatus Flush(Span<byte> target, out int written)
    {
        written = 0;
        if (!_hasPending)
        {
            return OperationStatus.Done;
        }

        if (target.IsEmpty)
        {
            return OperationStatus.DestinationTooSmall;
        }

        target[written++] = Cr;
        _hasPending = false;
        return OperationStatus.Done;
    }
}
