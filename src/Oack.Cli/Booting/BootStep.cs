using Oack.Boot.Firmware;

namespace Oack.Cli.Booting;

/// <summary>A request that has ended.</summary>
/// <param name="Transfer">The request.</param>
/// <param name="Took">From its first packet to its last.</param>
internal sealed record BootStep(FirmwareTransfer Transfer, TimeSpan Took);
