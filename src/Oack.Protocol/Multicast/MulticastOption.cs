using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Oack.Protocol.Options;

namespace Oack.Protocol.Multicast;

/// <summary>
/// The value of the multicast option in an OACK: <c>addr,port,mc</c> (RFC 2090). In a later OACK to a receiver that knows
/// the group, address and port may both be empty: <c>,,1</c> makes it the master client, <c>,,0</c> a listener.
/// </summary>
/// <param name="Group">Address and port of the group; all zero where the value leaves them out.</param>
/// <param name="IsMaster">Whether the receiver is the master client: the one that acknowledges.</param>
public readonly record struct MulticastOption(PeerEndpoint Group, bool IsMaster)
{
    /// <summary>The longest value, in bytes: an IPv6 address, a port, and the flag.</summary>
    public const int MaxBytes = 64;

    private const int MaxReadBytes = 80;
    private const uint IPv4GroupPrefix = 0xE;
    private const ulong IPv6GroupPrefix = 0xFF;
    private const int DotsOfIPv4 = 3;
    private static readonly SearchValues<byte> s_dottedDecimal = SearchValues.Create("0123456789."u8);

    /// <summary>Whether it names a group.</summary>
    public bool HasGroup => Group.Port != 0;

    /// <summary>Whether an address is a group's: 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 §2.7).</summary>
    public static bool IsGroup(PeerEndpoint endpoint) => endpoint.IsIPv4
        ? endpoint.IPv4Address >> 28 == IPv4GroupPrefix
        : endpoint.AddressHigh >> 56 == IPv6GroupPrefix;

    /// <summary>
    /// Reads a value. Blanks around the commas are passed over: the figure of RFC 2090 has them. An address that is no
    /// group's, a port that is 0, a flag other than 0 or 1, and an address without a port make it unsound.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out MulticastOption option)
    {
        option = default;
        int first = value.IndexOf((byte)',');
        int last = value.LastIndexOf((byte)',');
        if (value.Length > MaxReadBytes || first < 0 || first == last)
        {
            return false;
        }

        ReadOnlySpan<byte> address = Trim(value[..first]);
        ReadOnlySpan<byte> port = Trim(value[(first + 1)..last]);
        if (!TryReadFlag(Trim(value[(last + 1)..]), out bool isMaster))
        {
            return false;
        }

        PeerEndpoint group = default;
        bool isSound = address.IsEmpty ? port.IsEmpty : TryReadGroup(address, port, out group);
        option = isSound ? new MulticastOption(group, isMaster) : default;
        return isSound;
    }

    /// <summary>Writes the value; returns its bytes, at most <see cref="MaxBytes"/>.</summary>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    public int Write(Span<byte> target) => Encoding.ASCII.GetBytes(ToString(), target);

    /// <summary>The value as text.</summary>
    public override string ToString() => HasGroup
        ? string.Create(CultureInfo.InvariantCulture, $"{AddressOf(Group)},{Group.Port},{(IsMaster ? 1 : 0)}")
        : IsMaster ? ",,1" : ",,0";

    // A scope is the index of an interface of one host: no other host could read it.
    private static IPAddress AddressOf(PeerEndpoint group) => (group with { ScopeId = 0 }).ToIPAddress();

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim((byte)' ');

    private static bool TryReadFlag(ReadOnlySpan<byte> text, out bool isMaster)
    {
        isMaster = text.SequenceEqual("1"u8);
        return isMaster || text.SequenceEqual("0"u8);
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port, out PeerEndpoint group)
    {
        group = default;
        if (!OptionRanges.TryReadNumber(port, out long number) || number is < 1 or > ushort.MaxValue)
        {
            return false;
        }

        // The framework also reads 239.1 and 0xEF.1.1.1 as IPv4; no other host would.
        bool isIPv6 = address.Contains((byte)':');
        if (isIPv6 ? address.Contains((byte)'%') : address.Count((byte)'.') != DotsOfIPv4 || address.ContainsAnyExcept(s_dottedDecimal))
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxReadBytes];
        int letters = Encoding.ASCII.GetChars(address, text);
        if (!IPAddress.TryParse(text[..letters], out IPAddress? parsed))
        {
            return false;
        }

        group = PeerEndpoint.From(parsed, (int)number);
        return IsGroup(group);
    }
}
