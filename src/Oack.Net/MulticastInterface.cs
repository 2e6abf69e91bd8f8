using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Oack.Protocol;

namespace Oack.Net;

/// <summary>The network interface by which datagrams for a group leave, or on which a group is joined.</summary>
/// <param name="Name">What the system calls it, for example <c>eth0</c>.</param>
/// <param name="Index">Its number (RFC 3493 §4), 1 or more.</param>
public sealed record MulticastInterface(string Name, int Index)
{
    private const int DiscardPort = 9;

    /// <summary>Finds an interface by its name, by one of its addresses or by its number.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="found">The interface.</param>
    /// <param name="error">What is wrong and which interfaces there are; empty on success.</param>
    public static bool TryFind(string? text, out MulticastInterface? found, out string error)
    {
        string given = (text ?? string.Empty).Trim();
        found = null;
        error = string.Empty;
        if (given.Length == 0)
        {
            error = "an interface is named like eth0, or by its address";
            return false;
        }

        _ = IPAddress.TryParse(given, out IPAddress? address);
        bool isNumber = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        List<string> usable = [];
        try
        {
            foreach (NetworkInterface candidate in NetworkInterface.GetAllNetworkInterfaces())
            {
                IPInterfaceProperties properties = candidate.GetIPProperties();
                if (!TryGetIndex(candidate, properties, out int index))
                {
                    continue;
                }

                usable.Add(candidate.Name);
                bool isMeant = candidate.Name.Equals(given, StringComparison.Ordinal)
                    || (isNumber ? number == index : address is not null && HasAddress(properties, address));
                if (isMeant)
                {
                    found = new MulticastInterface(candidate.Name, index);
                    return true;
                }
            }
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException)
        {
            error = $"cannot look for the interface '{given}': {exception.Message}";
            return false;
        }

        error = $"there is no interface '{given}', nor one with that address; there are: {string.Join(", ", usable.Distinct())}";
        return false;
    }

    /// <summary>Finds the interface by which datagrams for a peer leave. Nothing is sent.</summary>
    /// <returns>Null where there is no route, or the system does not tell.</returns>
    public static MulticastInterface? Towards(PeerEndpoint peer)
    {
        try
        {
            // Connecting a UDP socket sends nothing; the system chooses the route and the own address.
            using Socket socket = new(
                peer.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect((peer.Port == 0 ? peer.WithPort(DiscardPort) : peer).ToIPEndPoint());
            IPAddress own = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return own.IsIPv6LinkLocal && own.ScopeId > 0
                ? new MulticastInterface(own.ScopeId.ToString(CultureInfo.InvariantCulture), (int)own.ScopeId)
                : TryFind(own.ToString(), out MulticastInterface? found, out _) ? found : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static bool HasAddress(IPInterfaceProperties properties, IPAddress address)
    {
        foreach (UnicastIPAddressInformation unicast in properties.UnicastAddresses)
        {
            // A scope need not be written where the address is the interface's own.
            if (unicast.Address.GetAddressBytes().AsSpan().SequenceEqual(address.GetAddressBytes()))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryGetIndex(NetworkInterface candidate, IPInterfaceProperties properties, out int index)
    {
        index = 0;
        try
        {
            index = candidate.Supports(NetworkInterfaceComponent.IPv4)
                ? properties.GetIPv4Properties()?.Index ?? 0
                : properties.GetIPv6Properties()?.Index ?? 0;
        }
        catch (NetworkInformationException)
        {
            // It has no address of the family that it says it supports.
        }

        return index > 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The number as an option of an IPv4 socket takes it.</summary>
    internal int IndexInNetworkOrder => IPAddress.HostToNetworkOrder(Index);
}
