namespace Oack.Boot.Firmware;

/// <summary>One request that a program is to send.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Request">What it asks for.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Probe">How it ends where it is for the size alone; else null.</param>
/// <param name="LocalPort">The port that it leaves from; 0 for any.</param>
/// <param name="Attempt">Which try it is, from 0, of a program that takes a new port for each.</param>
/// <param name="BufferBytes">How long the file may be, from a probe; null where nothing is known.</param>
public sealed record FirmwareStep(
    string Name,
    FirmwareRequest Request,
    FirmwarePurpose Purpose = FirmwarePurpose.Fetch,
    FirmwareProbe? Probe = null,
    int LocalPort = 0,
    int Attempt = 0,
    long? BufferBytes = null)
{
    /// <summary>The fetch of a file.</summary>
    public static FirmwareStep FetchOf(FirmwareProfile profile, string name)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new FirmwareStep(name, profile.Fetch);
    }

    /// <summary>The request for a file's size alone, or null where the program never asks so.</summary>
    public static FirmwareStep? ProbeOf(FirmwareProfile profile, string name)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return profile.SizeOnly is { } probe ? new FirmwareStep(name, probe.Request, FirmwarePurpose.Probe, probe) : null;
    }
}
