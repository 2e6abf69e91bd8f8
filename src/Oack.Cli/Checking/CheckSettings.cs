using System.Net.Sockets;
using Oack.Boot.Conformance;

namespace Oack.Cli.Checking;

/// <summary>What the command line of <c>oack check</c> says.</summary>
/// <param name="Host">The server as a person writes it.</param>
/// <param name="File">The file to read, or null.</param>
/// <param name="UploadName">The name to store files under, or null.</param>
/// <param name="Checks">What to check.</param>
/// <param name="RetransmissionWait">How long to wait for what is lost.</param>
/// <param name="Parallelism">How many checks run at once.</param>
/// <param name="Family">The addresses to use.</param>
/// <param name="IsVerbose">Whether passed checks are explained too.</param>
/// <param name="IsJson">Whether the result is one object.</param>
internal sealed record CheckSettings(
    string Host,
    string? File,
    string? UploadName,
    IReadOnlyCollection<ConformanceCheck> Checks,
    TimeSpan RetransmissionWait,
    int Parallelism,
    AddressFamily Family,
    bool IsVerbose,
    bool IsJson);
