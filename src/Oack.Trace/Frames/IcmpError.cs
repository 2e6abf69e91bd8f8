namespace Oack.Trace.Frames;

/// <summary>The types and codes of ICMP (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1) and ICMPv6 (RFC 4443 §3).</summary>
internal static class IcmpError
{
    private const byte UnreachableV4 = 3;
    private const byte UnreachableV6 = 1;
    private const byte TooBigV6 = 2;

    /// <summary>What a type and code mean.</summary>
    public static IcmpErrorKind Classify(byte type, byte code, bool isV6) => (isV6, type, code) switch
    {
        (false, UnreachableV4, 3) => IcmpErrorKind.PortUnreachable,
        (false, UnreachableV4, 4) => IcmpErrorKind.TooBig,

        // Of networks and hosts: unreachable, unknown, isolated, forbidden, not for this service; then filters.
        (false, UnreachableV4, 0 or 1 or 5 or 6 or 7 or 8 or 9 or 10 or 11 or 12 or 13) => IcmpErrorKind.HostUnreachable,
        (true, UnreachableV6, 4) => IcmpErrorKind.PortUnreachable,
        (true, UnreachableV6, 0 or 1 or 2 or 3 or 5 or 6) => IcmpErrorKind.HostUnreachable,
        (true, TooBigV6, _) => IcmpErrorKind.TooBig,
        _ => IcmpErrorKind.Other,
    };
}
