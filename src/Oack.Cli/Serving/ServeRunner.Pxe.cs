using Microsoft.Extensions.Logging;
using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Serving;
using Oack.Content;
using Oack.Server;

namespace Oack.Cli.Serving;

/// <content>The boot server beside the file server.</content>
internal sealed partial class ServeRunner
{
    private const int TftpPort = 69;

    private BootServer? _boot;

    /// <summary>Begins to answer machines that boot, if that is asked for; false, with a complaint, when it cannot.</summary>
    private bool TryStartBoot(TftpServer server, DirectoryContent content, ServeLog log)
    {
        if (settings.Pxe is not { } pxe)
        {
            return true;
        }

        try
        {
            PrepareLeaseFile(pxe, content);
            _boot = MakeBootServer(pxe, log);
            _boot.Start();
        }
        catch (BootServerException exception)
        {
            environment.Complain(exception.Message);
            return false;
        }

        if (!pxe.NextServer.IsSet && server.LocalEndpoints.All(endpoint => endpoint.Port != TftpPort))
        {
            log.Write(LogLevel.Warning, "machines that boot ask port 69, where this server does not listen; give --listen :69, or --pxe-server another server");
        }

        return true;
    }

    private BootServer MakeBootServer(PxeSettings pxe, ServeLog log) => new(
        new BootServerOptions
        {
            Boot = new BootSettings { Files = pxe.Files, NextServer = pxe.NextServer, Mtftp = FindMtftp },
            Interfaces = pxe.Interfaces,
            Range = pxe.Range,
            LeaseFile = pxe.LeaseFile,
        },
        log);

    /// <summary>Says what machines that boot are told; behind the line that says what is served.</summary>
    private void TellOfBoot(ServeLog log)
    {
        if (_boot is not { } boot || settings.Pxe is not { } pxe)
        {
            return;
        }

        foreach (BootInterface link in boot.Interfaces)
        {
            log.Write(
                LogLevel.Information,
                link == boot.LeaseInterface
                    ? $"PXE on {link.Name}, {link.Address}: gives addresses {pxe.Range!.First} to {pxe.Range.Last}, kept in {pxe.LeaseFile ?? "memory only"}"
                    : $"PXE on {link.Name}, {link.Address}: beside the DHCP server of that network, which gives the addresses");
        }

        string files = string.Join(", ", Enum.GetValues<BootClientKind>()
            .Where(kind => kind != BootClientKind.Apple)
            .Select(kind => (Kind: kind, Choice: pxe.Files.Choose(kind)))
            .Where(entry => entry.Choice.HasFile)
            .Select(entry => $"{BootFileTable.WordOf(entry.Kind)} {entry.Choice.File}"));
        log.Write(
            files.Length > 0 ? LogLevel.Information : LogLevel.Warning,
            files.Length > 0
                ? $"PXE boots: {files}"
                : "PXE has nothing to boot: no usual name is there, and no --boot ARCH=FILE was given; machines get an answer as soon as there is a file");
    }

    /// <summary>How a file is offered to groups by <c>--mtftp</c>, or null; PXE knows only IPv4.</summary>
    private MtftpParameters? FindMtftp(string name) =>
        settings.Multicast?.Mtftp.FirstOrDefault(file => file.Group.IsIPv4 && file.Name.TrimStart('/') == name.TrimStart('/')) is { } file
            ? new MtftpParameters(
                new IPv4Address(file.Group.IPv4Address), file.Group.Port, (ushort)file.ServerPort,
                (byte)file.OpenDelay.TotalSeconds, (byte)file.ReopenDelay.TotalSeconds)
            : null;

    private static void PrepareLeaseFile(PxeSettings pxe, DirectoryContent content)
    {
        if (pxe.LeaseFile is not { } path)
        {
            return;
        }

        if (path.StartsWith(Path.TrimEndingDirectorySeparator(content.Root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new BootServerException($"--lease-file: {path} is in the served directory, where clients could fetch it; keep it somewhere else");
        }

        try
        {
            if (path == PxeSettings.DefaultLeaseFile)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BootServerException($"--lease-file: cannot make the directory of {path}: {exception.Message}", exception);
        }
    }
}
