using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>
/// The options of a request or an OACK as they stand in the packet, unknown and repeated ones included, in order.
/// Reading them allocates nothing and cannot fail: it ends where no further whole pair stands.
/// <code>
///   +------+---+-------+---+------+---+-------+---+
///   | name | 0 | value | 0 | name | 0 | value | 0 |  …      (RFC 2347)
///   +------+---+-------+---+------+---+-------+---+
/// </code>
/// </summary>
public readonly ref struct OptionPairs
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal OptionPairs(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>
    /// The bytes behind the last whole pair: a name without value, a string without NUL, or NULs that fill the packet
    /// up. Empty in a sound packet.
    /// </summary>
    public ReadOnlySpan<byte> Tail
    {
        get
        {
            Enumerator pairs = GetEnumerator();
            while (pairs.MoveNext())
            {
            }

            return pairs.Rest;
        }
    }

    /// <summary>How many whole pairs there are.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            Enumerator pairs = GetEnumerator();
            while (pairs.MoveNext())
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The pairs, one after the other.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>
    /// The known options whose values are legal to ask (or to grant): of a repeated name the first one counts.
    /// </summary>
    internal OptionList ToList(bool isAnswer)
    {
        OptionList list = default;
        int seen = 0;
        foreach (OptionPair pair in this)
        {
            if (!OptionNames.TryFind(pair.Name, out OptionKind kind, out ushort mask) || (seen & (1 << (int)kind)) != 0)
            {
                continue;
            }

            seen |= 1 << (int)kind;
            if (OptionRanges.TryReadValue(kind, pair.Value, isAnswer, out long value)
                && (isAnswer ? OptionRanges.MayBeGranted(kind, value) : OptionRanges.MayBeAsked(kind, value)))
            {
                list.TryAdd(new OptionEntry(kind, value, mask));
            }
        }

        return list;
    }

    /// <summary>Walks over the pairs.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The pair that the last <see cref="MoveNext"/> found.</summary>
        public OptionPair Current { get; private set; }

        internal readonly ReadOnlySpan<byte> Rest => _rest;

        /// <summary>Goes on to the next whole pair; false when there is none. An empty name ends the options.</summary>
        public bool MoveNext()
        {
            int nameBytes = _rest.IndexOf((byte)0);
            if (nameBytes <= 0)
            {
                return false;
            }

            ReadOnlySpan<byte> afterName = _rest[(nameBytes + 1)..];
            int valueBytes = afterName.IndexOf((byte)0);
            if (valueBytes < 0)
            {
                return false;
            }

            Current = new OptionPair(_rest[..nameBytes], afterName[..valueBytes]);
            _rest = afterName[(valueBytes + 1)..];
            return true;
        }
    }
}
