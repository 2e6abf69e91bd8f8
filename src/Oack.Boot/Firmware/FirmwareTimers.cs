namespace Oack.Boot.Firmware;

/// <summary>How long a program waits, and how often it tries.</summary>
/// <param name="Request">The wait behind each try of a request; when the last is over the program gives up.</param>
/// <param name="Block">The wait behind each try for one block; progress begins it anew.</param>
/// <param name="NewPortForEachTry">Whether each try of a request leaves from a port of its own.</param>
/// <param name="RepeatsAcks">Whether it sends its last ACK again by itself; GRUB waits for the server to repeat the block.</param>
public sealed record FirmwareTimers(
    IReadOnlyList<TimeSpan> Request, IReadOnlyList<TimeSpan> Block, bool NewPortForEachTry = false, bool RepeatsAcks = true)
{
    /// <summary>The same wait for each try, for requests and blocks.</summary>
    internal static FirmwareTimers Every(double seconds, int tries)
    {
        TimeSpan[] waits = [.. Enumerable.Repeat(TimeSpan.FromSeconds(seconds), tries)];
        return new FirmwareTimers(waits, waits);
    }

    /// <summary>Waits one after the other, in milliseconds, for requests and blocks.</summary>
    internal static FirmwareTimers Table(IEnumerable<double> milliseconds)
    {
        TimeSpan[] waits = [.. milliseconds.Select(TimeSpan.FromMilliseconds)];
        return new FirmwareTimers(waits, waits);
    }
}
