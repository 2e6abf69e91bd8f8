using System.Globalization;

namespace Oack.Interop.Tests.Programs;

/// <summary>
/// The real programs that these tests talk to. `test/programs` fetches them; OACK_PROGRAMS names the directory that it
/// fetched them to. What is missing skips the test by name, and fails it where CI=true.
/// </summary>
internal static class RealProgram
{
    private static readonly string[] s_systemDirectories =
        ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The directory of the repository: the nearest one above the tests that holds the solution.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>The full path of a program; without it the test ends here.</summary>
    internal static string Require(string name)
    {
        if (Find(name) is { } path)
        {
            return path;
        }

        throw Unavailable($"{name} is not on this machine (test/programs fetches it)");
    }

    /// <summary>The full path of a file that machines boot from; without it the test ends here.</summary>
    internal static string RequireBootFile(string name)
    {
        string path = Path.Combine(Home, "firmware", name);
        return File.Exists(path)
            ? path
            : throw Unavailable($"the boot file {name} is not on this machine (test/programs fetches it)");
    }

    /// <summary>Root; without it the test ends here.</summary>
    internal static void RequireRoot(string reason)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw Unavailable($"needs root: {reason}");
        }
    }

    /// <summary>Ends the test: skipped with the reason given, or failed in continuous integration.</summary>
    /// <returns>Nothing; the type lets a caller write `throw`.</returns>
    internal static InvalidOperationException Unavailable(string reason)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            Assert.Fail($"cannot run, and CI=true: {reason}");
        }

        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }

    /// <summary>The full path of a program, or null.</summary>
    internal static string? Find(string name)
    {
        string fetched = Path.Combine(Home, "bin", name);
        if (File.Exists(fetched))
        {
            return fetched;
        }

        // A server or client of another maker may have the same name, so only tools are taken from the machine.
        if (name is "tftp" or "in.tftpd" or "busybox")
        {
            return null;
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(s_systemDirectories)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>The `oack` command: what OACK_COMMAND names, else the one that was built beside these tests.</summary>
    internal static string Oack { get; } =
        Environment.GetEnvironmentVariable("OACK_COMMAND") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "oack");

    /// <summary>Number text as every program here reads it.</summary>
    internal static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Home => Environment.GetEnvironmentVariable("OACK_PROGRAMS") is { Length: > 0 } named
        ? named
        : Path.Combine(Repository, "out", "programs");

    private static string FindRepository()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Oack.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no Oack.slnx above {AppContext.BaseDirectory}");
    }
}
