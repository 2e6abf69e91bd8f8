using System.Buffers.Binary;

namespace Oack.Boot.Dhcp;

/// <summary>
/// Boot servers: option 8 within option 43. Only a view; an entry that leads beyond the end ends it.
/// <code>
///  +----------+-----------+---------------+
///  | type (2) | count (1) | addresses (4) |  …      (PXE 2.1, Table 2-3)
///  +----------+-----------+---------------+
/// </code>
/// </summary>
public readonly ref struct PxeBootServers
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal PxeBootServers(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The entries in order.</summary>
    public Enumerator GetEnumerator() => new(_bytes);

    /// <summary>Goes through the entries.</summary>
    public ref struct Enumerator
    {
        private const int HeaderBytes = 3;

        private ReadOnlySpan<byte> _rest;
        private ReadOnlySpan<byte> _addresses;
        private ushort _type;

        internal Enumerator(ReadOnlySpan<byte> bytes) => _rest = bytes;

        /// <summary>The entry that stands here.</summary>
        public readonly PxeBootServer Current => new(_type, _addresses);

        /// <summary>Goes to the next entry; false at the end.</summary>
        public bool MoveNext()
        {
            if (_rest.Length < HeaderBytes || _rest.Length - HeaderBytes < _rest[2] * IPv4Address.Bytes)
            {
                return false;
            }

            _type = BinaryPrimitives.ReadUInt16BigEndian(_rest);
            _addresses = _rest.Slice(HeaderBytes, _rest[2] * IPv4Address.Bytes);
            _rest = _rest[(HeaderBytes + _addresses.Length)..];
            return true;
        }
    }
}
