using System.Diagnostics;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>The programs of the system that make what .NET cannot: FIFOs, devices, mounts.</summary>
internal static class Shell
{
    public static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    public static void Run(string program, params string[] arguments)
    {
        string? errors = TryRun(program, arguments);
        Assert.True(errors is null, $"{program} {string.Join(' ', arguments)}: {errors}");
    }

    private static string? TryRun(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : errors;
    }

    /// <summary>Unmounts, once the last file on it is closed: what was aborted is closed when its last write has ended.</summary>
    public static void Unmount(string path)
    {
        SpinWait.SpinUntil(() => TryRun("umount", path) is null, TimeSpan.FromSeconds(30));
        Assert.DoesNotContain(File.ReadLines("/proc/self/mounts"), line => line.Split(' ')[1] == path);
    }

    /// <summary>Stops the test where only root can make what it needs.</summary>
    public static void NeedRoot() => Assert.SkipUnless(IsRoot, "needs root");

    public static void NeedUnix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix");
}
