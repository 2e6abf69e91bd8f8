using System.CommandLine;
using Oack.Cli.Serving;

namespace Oack.Cli.Commands;

/// <summary><c>oack serve [DIR]</c></summary>
internal static class ServeCommand
{
    private const string Notes = """
        Without --listen it takes port 69 where it may, else 6969, and says which and
        why. On a terminal it shows a table of the running transfers and the last
        outcomes; elsewhere, and with --plain, one line for each finished transfer.
        SIGINT and SIGTERM let running transfers finish for --drain seconds; a second
        signal ends them at once. Sizes take K, M, G, T (powers of 1024).

        --pxe makes machines boot from here: they get their address from the network's
        DHCP server, which stays as it is, and the name of their file from this one.

        Examples:
          oack serve /srv/tftp
          oack serve /srv/tftp --listen 192.0.2.1:69 --listen '[2001:db8::1]:69'
          oack serve . --listen :6969 --write create --max-upload 100M
          oack serve /srv/tftp --capture boot.pcapng
          oack serve /srv/tftp --pxe
          oack serve /srv/tftp --pxe --boot x64=grubx64.efi --boot ipxe=boot.ipxe
          oack serve /srv/tftp --dhcp-range 192.0.2.100-192.0.2.199,24,12h
          oack serve /srv/tftp --single-port --log json | jq 'select(.outcome != "complete")'
        """;

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        ServeOptionSet options = new();
        Command command = new("serve", "Serve a directory.");
        options.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            if (!options.TryRead(result, out ServeSettings? settings, out string? error))
            {
                environment.Complain(error);
                return ExitCode.Usage;
            }

            return await new ServeRunner(environment, settings).RunAsync();
        });
        return (command, Notes);
    }
}
