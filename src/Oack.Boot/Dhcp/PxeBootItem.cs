namespace Oack.Boot.Dhcp;

/// <summary>What a PXE client chose: option 71 within option 43 (PXE 2.1, Table 2-3).</summary>
/// <param name="Type">The type of boot server, as the menu numbers it; 0 is the server that speaks.</param>
/// <param name="Layer">Which file of it, from 0; the highest bit asks for its credentials.</param>
public readonly record struct PxeBootItem(ushort Type, ushort Layer);
