namespace Oack.Boot.Firmware;

/// <summary>How a program asks for a file's size alone: the request, and how it hangs up on purpose.</summary>
/// <param name="Request">What it asks for.</param>
/// <param name="OnOptionAck">The ERROR that ends it when an OACK came.</param>
/// <param name="OnData">The ERROR that ends it when DATA came instead; null where the program then reads the file to its end and counts.</param>
/// <param name="NeedsSize">Whether it gives up, without a fetch, when it was told no size.</param>
/// <param name="MatchesCase">Whether it finds <c>tsize</c> in the OACK only in lower case.</param>
public sealed record FirmwareProbe(
    FirmwareRequest Request, FirmwareError OnOptionAck, FirmwareError? OnData, bool NeedsSize, bool MatchesCase);
