using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>
/// The lines of a PXE menu: option 9 within option 43. Only a view; a line that leads beyond the end ends it.
/// <code>
///  +----------+------------+---------------+
///  | type (2) | length (1) | length bytes  |  …      (PXE 2.1, Table 2-3)
///  +----------+------------+---------------+
/// </code>
/// </summary>
public readonly ref struct PxeMenu
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal PxeMenu(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The lines in order.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Goes through the lines.</summary>
    public ref struct Enumerator
    {
        private const int HeaderBytes = 3;

        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _text;
        private ushort _type;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The line that stands here.</summary>
        public readonly PxeMenuItem Current => new(_type, _text);

        /// <summary>Goes to the next line; false at the end.</summary>
        public bool MoveNext()
        {
            if (_rest.Length < HeaderBytes || _rest.Length - HeaderBytes < _rest[2])
            {
                return false;
            }

            _type = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _text = _rest.Slice(HeaderBytes, _rest[2]);
            _rest = _rest[(HeaderBytes + _text.Length)..];
            return true;
        }
    }
}
