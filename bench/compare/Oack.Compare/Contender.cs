namespace Oack.Compare;

/// <summary>A server program of the comparison.</summary>
internal enum ServerKind
{
    Oack,
    TftpdHpa,
    Atftpd,
    Dnsmasq,
}

/// <summary>A server as it stands in a table: the program, and the switches that it gets beyond the quiet ones.</summary>
internal sealed record Contender(string Name, ServerKind Kind, params string[] Switches)
{
    /// <summary>Whether this is one of the packaged programs.</summary>
    internal bool IsPeer => Kind != ServerKind.Oack;

    /// <summary>
    /// Whether each transfer has a process of its own. tftpd-hpa ignores SIGCHLD, so the kernel does not add the
    /// processor time of its children to anything that /proc shows.
    /// </summary>
    internal bool Forks => Kind == ServerKind.TftpdHpa;

    /// <summary>All contenders with their usual switches, Oack first.</summary>
    internal static IReadOnlyList<Contender> Usual { get; } =
    [
        new("oack", ServerKind.Oack),
        new("tftpd-hpa", ServerKind.TftpdHpa),
        new("atftpd", ServerKind.Atftpd),
        new("dnsmasq", ServerKind.Dnsmasq),
    ];

    /// <summary>The port it serves on; dnsmasq knows only 69.</summary>
    internal int Port => Kind == ServerKind.Dnsmasq ? 69 : 6900 + (int)Kind;

    /// <summary>The program and its arguments: quiet, and without a limit that this load would meet.</summary>
    internal string[] CommandLine(Programs programs, string directory) => Kind switch
    {
        ServerKind.Oack => [programs.Oack, "serve", directory, "--listen", $"127.0.0.1:{Port}", "--quiet", .. Switches],
        ServerKind.TftpdHpa =>
            [programs.Packaged("in.tftpd"), "-L", "-4", "-a", $"127.0.0.1:{Port}", "-s", directory, .. Switches],
        ServerKind.Atftpd =>
        [
            programs.Packaged("atftpd"), "--daemon", "--no-fork", "--port", $"{Port}", "--bind-address", "127.0.0.1",
            "--maxthread", "1000", "--logfile", "/dev/null", .. Switches, directory,
        ],
        _ =>
        [
            programs.Packaged("dnsmasq"), "--keep-in-foreground", "--port=0", "--conf-file=/dev/null", "--pid-file=",
            "--user=root", "--enable-tftp", $"--tftp-root={directory}", "--tftp-max=1000", "--quiet-tftp",
            "--log-facility=/dev/null", "--listen-address=127.0.0.1", "--bind-interfaces", .. Switches,
        ],
    };
}
