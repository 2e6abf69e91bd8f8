namespace Oack.Boot.Firmware;

/// <summary>Takes the content of a file, in order, while it comes. A request that is sent anew begins it anew, with an empty span.</summary>
/// <param name="step">The request that brings it.</param>
/// <param name="content">The next bytes; empty when the request begins.</param>
public delegate void FirmwareContentWriter(FirmwareStep step, ReadOnlySpan<byte> content);
