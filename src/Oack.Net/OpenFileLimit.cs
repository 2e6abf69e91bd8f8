using System.Runtime.Versioning;
using Oack.Net.Platform;

namespace Oack.Net;

/// <summary>
/// How many files and sockets this process may have open at once: the limit that <c>ulimit -n</c> and a service's
/// <c>LimitNOFILE=</c> set. Known on 64-bit Linux.
/// </summary>
/// <remarks>
/// Most systems begin a process with 1,024, for programs that wait by <c>select</c>, and let it raise that to some hundred
/// thousand by itself. The installed framework does so; a native executable has to ask.
/// </remarks>
public static class OpenFileLimit
{
    // With 32 bits the fields have a width that depends on the C library.
    [SupportedOSPlatformGuard("linux")]
    private static bool IsKnown => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The limit as it stands; null where it is not known.</summary>
    public static long? Read() => IsKnown && TryRead(out UnixCalls.ResourceLimit limit) ? ToCount(limit.Soft) : null;

    /// <summary>Raises the limit to what this process may raise it to; without effect where that is not known.</summary>
    /// <returns>The limit that stands then; null where it is not known.</returns>
    public static long? Raise()
    {
        if (IsKnown && TryRead(out UnixCalls.ResourceLimit limit) && limit.Soft < limit.Hard)
        {
            // Where a system knows better, what it says afterwards is what stands.
            Set(limit with { Soft = limit.Hard });
        }

        return Read();
    }

    [SupportedOSPlatform("linux")]
    private static unsafe bool TryRead(out UnixCalls.ResourceLimit limit)
    {
        fixed (UnixCalls.ResourceLimit* place = &limit)
        {
            return UnixCalls.GetResourceLimit(UnixCalls.LinuxOpenFiles, place) == 0;
        }
    }

    [SupportedOSPlatform("linux")]
    private static unsafe void Set(UnixCalls.ResourceLimit limit) =>
        _ = UnixCalls.SetResourceLimit(UnixCalls.LinuxOpenFiles, &limit);

    /// <summary>"No limit" is the largest number of all.</summary>
    private static long ToCount(nuint limit) => limit > long.MaxValue ? long.MaxValue : (long)limit;
}
