namespace Oack.Boot.Dhcp;

/// <summary>How a client finds its boot server: option 6 within option 43 (PXE 2.1, Table 2-3).</summary>
[Flags]
public enum PxeDiscovery : byte
{
    /// <summary>By broadcast and by multicast, among all.</summary>
    None = 0,

    /// <summary>Not by broadcast.</summary>
    NoBroadcast = 1,

    /// <summary>Not by multicast.</summary>
    NoMulticast = 2,

    /// <summary>Only servers of the list.</summary>
    OnlyListed = 4,

    /// <summary>Not at all where this message names a file: fetch that, without prompt and menu.</summary>
    UseBootFile = 8,
}
