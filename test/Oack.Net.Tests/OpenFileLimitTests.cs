using System.Runtime.Versioning;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>What the process may have open is read as the system shows it, and raised as far as it may be.</summary>
[SupportedOSPlatform("linux")]
public sealed class OpenFileLimitTests
{
    [Fact]
    public unsafe void TheLimit_IsRaisedToTheHardOne_AndReadAsItStands()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit is known on Linux only.");
        (long _, long hard) = ReadLimits();
        // Lower by one, so that no other test notices.
        UnixCalls.ResourceLimit lower = new() { Soft = (nuint)(hard - 1), Hard = (nuint)hard };
        Assert.Equal(0, UnixCalls.SetResourceLimit(UnixCalls.LinuxOpenFiles, &lower));
        Assert.Equal(hard - 1, OpenFileLimit.Read());

        Assert.Equal(hard, OpenFileLimit.Raise());

        Assert.Equal((hard, hard), ReadLimits());
        Assert.Equal(hard, OpenFileLimit.Read());
    }

    private static (long Soft, long Hard) ReadLimits()
    {
        string line = Assert.Single(
            File.ReadAllLines("/proc/self/limits"), line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (long.Parse(fields[3]), long.Parse(fields[4]));
    }
}
