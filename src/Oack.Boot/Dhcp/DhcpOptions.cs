namespace Oack.Boot.Dhcp;

/// <summary>
/// Options one behind the other: of a message, in up to three places, or of an option that holds others. Only a view; it
/// reads nothing beyond its bytes and throws for none of them.
/// <code>
///  +------+--------+----------------+
///  | code | length | length bytes   |   0 fills up and 255 ends; both stand alone      (RFC 2132 §2)
///  +------+--------+----------------+
/// </code>
/// An option whose length leads beyond the end ends its place: what stands before it holds. A missing end is tolerated,
/// as clients leave it out.
/// </summary>
public readonly ref struct DhcpOptions
{
    private const int HeaderBytes = 2;

    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _second;
    private readonly ReadOnlySpan<byte> _third;

    /// <summary>The options in these bytes, for example in the value of option 43.</summary>
    public DhcpOptions(ReadOnlySpan<byte> bytes)
        : this(bytes, default, default)
    {
    }

    internal DhcpOptions(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        _first = first;
        _second = second;
        _third = third;
    }

    /// <summary>Whether there is an option whose length leads beyond the end.</summary>
    public bool IsCut
    {
        get
        {
            Enumerator options = GetEnumerator();
            while (options.MoveNext())
            {
            }

            return options.IsCut;
        }
    }

    /// <summary>The options in order, parts of one apart.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Whether there is an option of this number.</summary>
    public bool Contains(DhcpOptionCode code) => TryFind((byte)code, out _);

    /// <inheritdoc cref="TryFind(byte, out ReadOnlySpan{byte})"/>
    public bool TryFind(DhcpOptionCode code, out ReadOnlySpan<byte> value) => TryFind((byte)code, out value);

    /// <summary>
    /// Gives an option's value; where it stands in several parts they are joined, in order (RFC 3396 §7). Only that
    /// allocates, and no more than the message is long.
    /// </summary>
    public bool TryFind(byte code, out ReadOnlySpan<byte> value)
    {
        int parts = 0;
        int totalBytes = 0;
        value = default;
        foreach (DhcpOption option in this)
        {
            if (option.Code == code)
            {
                value = parts == 0 ? option.Value : value;
                totalBytes += option.Value.Length;
                parts++;
            }
        }

        if (parts > 1)
        {
            value = Join(code, totalBytes);
        }

        return parts > 0;
    }

    private byte[] Join(byte code, int totalBytes)
    {
        byte[] joined = new byte[totalBytes];
        int filled = 0;
        foreach (DhcpOption option in this)
        {
            if (option.Code == code)
            {
                option.Value.CopyTo(joined.AsSpan(filled));
                filled += option.Value.Length;
            }
        }

        return joined;
    }

    /// <summary>Goes through the options.</summary>
    public ref struct Enumerator
    {
        private const int Places = 3;

        private readonly DhcpOptions _options;
        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _value;
        private int _place;
        private byte _code;

        internal Enumerator(DhcpOptions options)
        {
            _options = options;
            _rest = options._first;
        }

        /// <summary>The option that stands here.</summary>
        public readonly DhcpOption Current => new(_code, _value);

        /// <summary>Whether an option's length led beyond the end so far.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Goes to the next option; false at the end.</summary>
        public bool MoveNext()
        {
            do
            {
                while (_rest.Length > 0 && _rest[0] != (byte)DhcpOptionCode.End)
                {
                    if (_rest[0] == (byte)DhcpOptionCode.Pad)
                    {
                        _rest = _rest[1..];
                        continue;
                    }

                    if (_rest.Length < HeaderBytes || _rest.Length - HeaderBytes < _rest[1])
                    {
                        IsCut = true;
                        break;
                    }

                    _code = _rest[0];
                    _value = _rest.Slice(HeaderBytes, _rest[1]);
                    _rest = _rest[(HeaderBytes + _value.Length)..];
                    return true;
                }

                _place++;
                _rest = _place == 1 ? _options._second : _place == Places - 1 ? _options._third : default;
            }
            while (_place < Places);

            _place = Places;
            return false;
        }
    }
}
