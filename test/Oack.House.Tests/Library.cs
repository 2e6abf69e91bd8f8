namespace Oack.House.Tests;

/// <summary>The libraries that others build on.</summary>
internal static class Library
{
    /// <summary>Their names, which are those of their assemblies and of their directories below src.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["Oack.Protocol", "Oack.Net", "Oack.Content", "Oack.Server", "Oack.Client", "Oack.Boot", "Oack.Trace"];
}
