using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Servers;

/// <summary>A TFTP server that runs as a process of its own: ours, or another maker's.</summary>
internal sealed class TftpServerProgram : IAsyncDisposable
{
    private const int WellKnownPort = 69;
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    private TftpServerProgram(Site site, string directory, int port, RunningProgram program)
    {
        Site = site;
        Root = directory;
        Port = port;
        Program = program;
    }

    /// <summary>Where it runs.</summary>
    internal Site Site { get; }

    /// <summary>The address at which it is reached.</summary>
    internal string Host => Site.Address;

    /// <summary>The port that it listens on.</summary>
    internal int Port { get; }

    /// <summary>The port as text.</summary>
    internal string PortText => RealProgram.Text(Port);

    /// <summary>The directory that it serves.</summary>
    internal string Root { get; }

    /// <summary>Its process.</summary>
    internal RunningProgram Program { get; }

    /// <summary>The URL of a file on it.</summary>
    internal string Url(string name) => $"tftp://{Host}:{PortText}/{name}";

    /// <summary>`oack serve` on a free port of this machine, or on port 69 of a namespace.</summary>
    internal static Task<TftpServerProgram> StartOackAsync(Site site, string directory, params string[] options) =>
        StartOackAsync(site, directory, [RealProgram.Oack], options);

    /// <summary>`oack serve`, with so many files open at most; it may raise the first limit to the second.</summary>
    internal static Task<TftpServerProgram> StartOackAsync(
        Site site, string directory, (int Soft, int Hard) openFiles, params string[] options)
    {
        string limits = $"ulimit -Sn {RealProgram.Text(openFiles.Soft)}; ulimit -Hn {RealProgram.Text(openFiles.Hard)}";
        return StartOackAsync(site, directory, ["sh", "-c", $"{limits}; exec \"$0\" \"$@\"", RealProgram.Oack], options);
    }

    private static async Task<TftpServerProgram> StartOackAsync(Site site, string directory, string[] command, string[] options)
    {
        int port = site == Site.Machine ? FreePort.Take() : WellKnownPort;
        TftpServerProgram server = await StartAsync(
            site, directory, port, command[0],
            [.. command[1..], "serve", directory, "--listen", $"{site.Address}:{RealProgram.Text(port)}", "--log", "json", .. options]);

        // Several threads with a single port take nothing in before each of them has bound it.
        await server.Program.WaitForLineAsync("serving ", s_startTime);
        return server;
    }

    /// <summary>tftpd-hpa. It drops root to serve, and chroots, so it needs root.</summary>
    internal static Task<TftpServerProgram> StartTftpdHpaAsync(Site site, string directory, params string[] options)
    {
        string program = RealProgram.Require("in.tftpd");
        RealProgram.RequireRoot("in.tftpd changes its root directory and its user");
        return StartAsync(
            site, directory, WellKnownPort, program,
            ["-L", "-4", "-a", $"{site.Address}:{WellKnownPort}", "-c", "-p", .. options, "-s", directory]);
    }

    /// <summary>atftpd. It drops root to serve, so it needs root.</summary>
    internal static Task<TftpServerProgram> StartAtftpdAsync(Site site, string directory, params string[] options)
    {
        string program = RealProgram.Require("atftpd");
        RealProgram.RequireRoot("atftpd changes its user");
        return StartAsync(
            site, directory, WellKnownPort, program,
            [
                "--daemon", "--no-fork", "--port", RealProgram.Text(WellKnownPort), "--bind-address", site.Address,
                "--logfile", "/dev/stdout", .. options, directory,
            ]);
    }

    /// <summary>dnsmasq, with its DNS and DHCP off. It serves and takes no uploads.</summary>
    internal static Task<TftpServerProgram> StartDnsmasqAsync(Site site, string directory, params string[] options)
    {
        string program = RealProgram.Require("dnsmasq");
        RealProgram.RequireRoot("dnsmasq changes its user");
        return StartAsync(
            site, directory, WellKnownPort, program,
            [
                "--keep-in-foreground", "--log-facility=-", "--port=0", "--conf-file=/dev/null", "--pid-file=",
                "--user=root", "--enable-tftp", $"--tftp-root={directory}", .. options,
            ]);
    }

    /// <summary>busybox's tftpd, one process a request, under its udpsvd.</summary>
    internal static Task<TftpServerProgram> StartBusyboxAsync(Site site, string directory, params string[] options)
    {
        string program = RealProgram.Require("busybox");
        return StartAsync(
            site, directory, WellKnownPort, program,
            [
                "udpsvd", "-vE", site.Address, RealProgram.Text(WellKnownPort), program, "tftpd", "-c", .. options, directory,
            ]);
    }

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    private static async Task<TftpServerProgram> StartAsync(
        Site site, string directory, int port, string program, string[] arguments)
    {
        RunningProgram running = RunningProgram.Start(site, program, arguments);
        try
        {
            await running.WaitForPortAsync(port, s_startTime);
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }

        return new TftpServerProgram(site, directory, port, running);
    }
}
