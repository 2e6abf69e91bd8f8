namespace Oack.Boot.Dhcp;

/// <summary>Options of PXE within option 43 (PXE 2.1, Tables 2-1 and 2-3). A value outside this list is legal.</summary>
public enum PxeOptionCode : byte
{
    /// <summary>The group of the boot file.</summary>
    MulticastAddress = 1,

    /// <summary>The port that clients listen on.</summary>
    MulticastClientPort = 2,

    /// <summary>The port that is asked.</summary>
    MulticastServerPort = 3,

    /// <summary>How long a client listens before it asks, in seconds.</summary>
    MulticastListenDelay = 4,

    /// <summary>How long a client waits before it asks again, in seconds.</summary>
    MulticastReopenDelay = 5,

    /// <summary>How a client finds its boot server.</summary>
    DiscoveryControl = 6,

    /// <summary>The group at which boot servers are looked for.</summary>
    DiscoveryAddress = 7,

    /// <summary>Boot servers, by the type of what they have.</summary>
    BootServers = 8,

    /// <summary>What there is to choose from.</summary>
    BootMenu = 9,

    /// <summary>What is shown before the menu, and for how long.</summary>
    MenuPrompt = 10,

    /// <summary>What was chosen.</summary>
    BootItem = 71,
}
