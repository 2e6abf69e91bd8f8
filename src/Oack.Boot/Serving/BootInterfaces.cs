using System.Net.NetworkInformation;
using System.Net.Sockets;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;

namespace Oack.Boot.Serving;

/// <summary>Which interfaces of this host a boot server answers on.</summary>
internal static class BootInterfaces
{
    /// <summary>Finds the interfaces that are named, or all that can be used.</summary>
    /// <param name="names">Their names; none: all.</param>
    /// <param name="range">The addresses that are lent, if any: of several addresses of an interface the one beside them is taken.</param>
    /// <exception cref="BootServerException">One is missing, or none is left.</exception>
    public static IReadOnlyList<BootInterface> Find(IReadOnlyList<string> names, DhcpRange? range)
    {
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        if (names.FirstOrDefault(name => Array.TrueForAll(all, link => link.Name != name)) is { } missing)
        {
            throw new BootServerException($"--pxe-interface: there is no interface {missing}; there are {string.Join(", ", all.Select(link => link.Name))}");
        }

        List<BootInterface> found = [];
        foreach (NetworkInterface link in all)
        {
            bool isNamed = names.Contains(link.Name);
            if (isNamed || (names.Count == 0 && IsUsual(link)))
            {
                BootInterface? usable = Describe(link, range);
                if (usable is not null)
                {
                    found.Add(usable);
                }
                else if (isNamed)
                {
                    throw new BootServerException($"--pxe-interface: {link.Name} has no IPv4 address; give it one first: ip address add 192.0.2.1/24 dev {link.Name}");
                }
            }
        }

        return found.Count > 0
            ? found
            : throw new BootServerException(
                "no network interface can be used for PXE: none is up with an IPv4 address, loopback aside. "
                + "Give one an address, or name one: --pxe-interface NAME; there are " + string.Join(", ", all.Select(link => link.Name)));
    }

    private static bool IsUsual(NetworkInterface link) =>
        link.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown
        && link.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Ppp or NetworkInterfaceType.Tunnel);

    private static BootInterface? Describe(NetworkInterface link, DhcpRange? range)
    {
        IPInterfaceProperties properties = link.GetIPProperties();
        UnicastIPAddressInformation[] addresses =
            [.. properties.UnicastAddresses.Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)];
        if (addresses.Length == 0)
        {
            return null;
        }

        UnicastIPAddressInformation chosen = addresses.FirstOrDefault(
            address => range is not null && range.First.IsInSubnetOf(IPv4Address.From(address.Address), IPv4Address.Mask(address.PrefixLength)),
            addresses[0]);
        return new BootInterface(
            properties.GetIPv4Properties().Index, link.Name, IPv4Address.From(chosen.Address), IPv4Address.Mask(chosen.PrefixLength));
    }
}
