namespace Oack.Boot.Firmware;

/// <summary>An ERROR as a program sends it.</summary>
/// <param name="Code">The code as it stands on the wire; Etherboot and NILO send 8 in the byte order of their host, 0x0800.</param>
/// <param name="Text">The text; may be empty.</param>
public sealed record FirmwareError(ushort Code, string Text);
