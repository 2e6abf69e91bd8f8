using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Oack.Boot.Conformance.Talk;

namespace Oack.Boot.Conformance.Checks;

/// <summary>The option multicast (RFC 2090), as far as one OACK shows it: no group is joined.</summary>
internal static class MulticastChecks
{
    internal static IEnumerable<ConformanceCheck> All { get; } =
    [
        new("rfc2090-multicast", "multicast is granted with a group, a port and a role, or ignored", "RFC 2090", CheckNeed.File, Offered),
    ];

    private static CheckVerdict Offered(CheckVisit visit)
    {
        CheckPacket answer = visit.AskFile(out _, ("multicast", ""));
        if (answer.Kind == CheckPacketKind.Data)
        {
            return CheckVerdict.NotOffered("multicast is ignored: DATA 1 came without OACK");
        }

        if (answer.Kind != CheckPacketKind.OptionAck)
        {
            return CheckVerdict.Fail($"multicast brought {answer.Text}");
        }

        if (answer.Granted("multicast") is not { } value)
        {
            return CheckVerdict.NotOffered("the OACK leaves multicast out");
        }

        string[] parts = value.Split(',');
        bool isSound = parts.Length == 3
            && IPAddress.TryParse(parts[0], out IPAddress? group) && IsMulticast(group)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= ushort.MaxValue
            && parts[2] is "0" or "1";
        return isSound
            ? CheckVerdict.Pass(answer.Text)
            : CheckVerdict.Fail($"{answer.Text}: the value is to be group,port,0 or 1");
    }

    private static bool IsMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6
        ? address.IsIPv6Multicast
        : address.GetAddressBytes()[0] is >= 224 and <= 239;
}
