namespace Oack.Boot.Dhcp;

/// <summary>Options within iPXE's option 175, as its <c>dhcp.h</c> numbers them. A value outside this list is legal.</summary>
public enum IpxeOptionCode : byte
{
    /// <summary>Which of several offers it prefers: the higher.</summary>
    Priority = 1,

    /// <summary>Keep a network drive that failed to boot.</summary>
    KeepSan = 8,

    /// <summary>The bus and number of its network card.</summary>
    BusIdentifier = 177,

    /// <summary>Do not wait for proxyDHCP servers.</summary>
    NoProxyDhcp = 176,

    /// <summary>Its version: three bytes.</summary>
    Version = 235,
}
