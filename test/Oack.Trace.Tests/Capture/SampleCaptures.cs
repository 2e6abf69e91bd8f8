namespace Oack.Trace.Tests.Capture;

/// <summary>The captures of real programs beside these tests.</summary>
internal static class SampleCaptures
{
    /// <summary>Their names, without the directory.</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Home).Where(file => Path.GetExtension(file) is ".pcap" or ".pcapng")
            .Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal),
    ];

    private static string Home => Path.Combine(AppContext.BaseDirectory, "Captures");

    internal static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Home, name));
}
