using System.Diagnostics;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>The programs of the system that make what .NET cannot: FIFOs, devices, mounts.</summary>
internal static class Shell
{
    public static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    public static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors}");
    }

    /// <summary>Stops the test where only root can make what it needs.</summary>
    public static void NeedRoot() => Assert.SkipUnless(IsRoot, "needs root");

    public static void NeedUnix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix");
}
