using Oack.Boot.Dhcp;

namespace Oack.Boot;

/// <summary>What is told to clients that boot, by whichever responder answers them.</summary>
public sealed class BootSettings
{
    /// <summary>Which file each kind of client boots.</summary>
    public required BootFileTable Files { get; init; }

    /// <summary>Who has the files. Defaults to none: the address of the interface on which the client asked.</summary>
    public IPv4Address NextServer { get; init; }

    /// <summary>How a file is fetched by multicast (PXE's MTFTP), where it is. Defaults to none: no file is.</summary>
    public Func<string, MtftpParameters?>? Mtftp { get; init; }

    /// <summary>Who has the files, for clients on this interface.</summary>
    internal IPv4Address NextServerOn(BootInterface link) => NextServer.IsSet ? NextServer : link.Address;
}
