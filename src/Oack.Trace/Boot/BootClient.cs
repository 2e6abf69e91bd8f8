using Oack.Protocol;

namespace Oack.Trace.Boot;

/// <summary>What ARP and DHCP told of one host.</summary>
public sealed class BootClient
{
    /// <summary>The most addresses that are kept of one host.</summary>
    public const int MaxAddresses = 16;

    private readonly List<PeerEndpoint> _addresses = [];

    internal BootClient(HardwareAddress hardware, long frame)
    {
        Hardware = hardware;
        FirstFrame = frame;
    }

    /// <summary>Its interface.</summary>
    public HardwareAddress Hardware { get; }

    /// <summary>The frame that told of it first.</summary>
    public long FirstFrame { get; }

    /// <summary>Its addresses, with port 0, in the order in which they were seen: the first 16.</summary>
    public IReadOnlyList<PeerEndpoint> Addresses => _addresses;

    /// <summary>The vendor class that it gave last (option 60), for example <c>PXEClient:Arch:00007:UNDI:003016</c>; empty without.</summary>
    public string VendorClass { get; internal set; } = "";

    /// <summary>The user class that it gave last (option 77), for example <c>iPXE</c>; empty without.</summary>
    public string UserClass { get; internal set; } = "";

    /// <summary>The architecture that it gave last (option 93, RFC 4578 §2.1), or -1.</summary>
    public int Architecture { get; internal set; } = -1;

    /// <summary>The frame of the last message that it sent to a DHCP server, or 0.</summary>
    public long LastRequestFrame { get; internal set; }

    /// <summary>Whether it said that it boots over the network (RFC 4578).</summary>
    public bool IsPxe => VendorClass.StartsWith("PXEClient", StringComparison.Ordinal);

    /// <summary>Writes an address down; false where it was known, or is one too many.</summary>
    internal bool TryAdd(PeerEndpoint address)
    {
        if (_addresses.Count == MaxAddresses || _addresses.Contains(address))
        {
            return false;
        }

        _addresses.Add(address);
        return true;
    }
}
