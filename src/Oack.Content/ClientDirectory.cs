using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Oack.Content;

/// <summary>The directory of a client below the root, by what it is known by.</summary>
internal static class ClientDirectory
{
    private const int MacPairs = 6;

    /// <summary>The name of the directory, or null when the client has none.</summary>
    public static byte[]? NameFor(PerClientRoot kind, IPAddress client, NamePath path) => kind switch
    {
        PerClientRoot.Ip => Encoding.ASCII.GetBytes(ForAddress(client)),
        PerClientRoot.Mac => FindMac(path),
        _ => null,
    };

    private static string ForAddress(IPAddress client)
    {
        // Without the zone of a link-local address, which is a number of this machine and not of the client.
        IPAddress plain = client.AddressFamily == AddressFamily.InterNetworkV6 ? new(client.GetAddressBytes()) : client;
        return plain.ToString().Replace(':', '-');
    }

    private static byte[]? FindMac(NamePath path)
    {
        for (int i = path.Components.Length - 1; i >= 0; i--)
        {
            if (FindMac(path.Components[i]) is { } mac)
            {
                return mac;
            }
        }

        return null;
    }

    private static byte[]? FindMac(ReadOnlySpan<byte> component)
    {
        for (int start = 0; start < component.Length;)
        {
            if (!IsHex(component[start]))
            {
                start++;
                continue;
            }

            // A run of hexadecimal digits and separators, as long as it goes.
            int end = start;
            while (end < component.Length && (IsHex(component[end]) || IsSeparator(component[end])))
            {
                end++;
            }

            if (ReadMac(component[start..end]) is { } mac)
            {
                return mac;
            }

            start = end;
        }

        return null;
    }

    private static byte[]? ReadMac(ReadOnlySpan<byte> run)
    {
        run = run.TrimEnd("-:"u8);
        const int PlainLength = MacPairs * 2;
        const int SpacedLength = (MacPairs * 3) - 1;
        const int TypedLength = SpacedLength + 3; // PXELINUX: the type of the hardware in front
        StringBuilder mac = new(SpacedLength);
        if (run.Length == PlainLength && run.IndexOfAny((byte)'-', (byte)':') < 0)
        {
            for (int i = 0; i < run.Length; i += 2)
            {
                Append(mac, run.Slice(i, 2));
            }

            return Encoding.ASCII.GetBytes(mac.ToString());
        }

        if (run.Length is not (SpacedLength or TypedLength))
        {
            return null;
        }

        for (int i = 0; i < run.Length; i += 3)
        {
            bool separated = i + 2 == run.Length || IsSeparator(run[i + 2]);
            if (!IsHex(run[i]) || !IsHex(run[i + 1]) || !separated)
            {
                return null;
            }

            if (run.Length - i <= SpacedLength)
            {
                Append(mac, run.Slice(i, 2));
            }
        }

        return Encoding.ASCII.GetBytes(mac.ToString());
    }

    private static void Append(StringBuilder mac, ReadOnlySpan<byte> pair)
    {
        if (mac.Length > 0)
        {
            mac.Append('-');
        }

        mac.Append(char.ToLowerInvariant((char)pair[0])).Append(char.ToLowerInvariant((char)pair[1]));
    }

    private static bool IsHex(byte value) => char.IsAsciiHexDigit((char)value);

    private static bool IsSeparator(byte value) => value is (byte)'-' or (byte)':';
}
