using System.Reflection;

namespace Oack.Cli;

/// <summary>The version of the command.</summary>
internal static class OackVersion
{
    /// <summary>As people see it, for example <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(OackVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
