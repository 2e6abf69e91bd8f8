using System.CommandLine;
using Oack.Client;
using Oack.Content;

namespace Oack.Cli.Commands;

/// <summary><c>oack get URL [LOCAL|-]</c></summary>
internal static class GetCommand
{
    private const string Notes = """
        LOCAL defaults to the last component of the name, in the current directory; a
        directory takes a file of that name; '-' is standard output. A file appears
        under its name only when it is whole; until then an old one stays as it is.

        Options that a server ignores, refuses or breaks are asked for again in less;
        --verbose and --json tell which.

        Examples:
          oack get tftp://192.0.2.1/pxelinux.0
          oack get '192.0.2.1:boot/grub.efi' /srv/grub.efi
          oack get 'tftp://[2001:db8::1]:6969/readme.txt;mode=netascii' -
          oack get --multicast tftp://192.0.2.1/image.bin
          oack get --json --blksize 8192 tftp://server/image.bin | jq .bytes_per_second
        """;

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string> url = new("URL") { Description = "tftp://host[:port]/name[;mode=octet|netascii], or host:name." };
        Argument<string?> local = new("LOCAL")
        {
            Description = "Where it goes: a file, a directory, or - for standard output.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        TransferOptionSet options = new();
        Command command = new("get", "Fetch a file from a server.") { url, local };
        options.AddTo(command);
        GroupFetchOptionSet groups = new();
        groups.AddTo(command);
        command.SetAction((result, _) => RunAsync(environment, result, result.GetRequiredValue(url), result.GetValue(local), options.Read(result), groups));
        return (command, Notes);
    }

    private static async Task<int> RunAsync(
        CliEnvironment environment, ParseResult result, string url, string? local, TransferWishes wishes, GroupFetchOptionSet groups)
    {
        if (!TftpUri.TryParse(url, out TftpUri? parsed, out string? error))
        {
            environment.Complain(error);
            return ExitCode.Usage;
        }

        TftpUri uri = wishes.Apply(parsed);
        if (!groups.TryRead(result, wishes, uri.Mode, out GroupFetch? fetch, out string? fault))
        {
            environment.Complain(fault);
            return ExitCode.Usage;
        }

        wishes = wishes with { Options = wishes.Options with { Group = fetch } };
        if (!TryChooseTarget(uri, local, out string path))
        {
            environment.Complain($"'{url}' does not end in a file name: say where to write it, as in: oack get '{url}' NAME");
            return ExitCode.Usage;
        }

        TransferRunner runner = new(environment, wishes, "get", uri, path);
        ContentOpening<WriteContent> target = path == TransferRunner.StandardStream
            ? new(new StreamWriteContent(environment.OpenOutput(), "standard output", leaveOpen: true))
            : LocalFile.OpenWrite(path);
        if (target.Refusal is { } refusal)
        {
            return runner.FailLocally(refusal.Detail ?? refusal.Message);
        }

        using WriteContent content = target.Content!;
        return await runner.RunAsync(
            (client, transfer, progress, token) => client.GetAsync(uri, content, transfer, progress, token));
    }

    private static bool TryChooseTarget(TftpUri uri, string? local, out string path)
    {
        string name = uri.LastComponent;
        path = local ?? name;
        if (local is not null && local != TransferRunner.StandardStream && (Directory.Exists(local) || local.EndsWith('/')))
        {
            path = Path.Combine(local, name);
        }

        return path.Length > 0 && (local is not null || name != TransferRunner.StandardStream) && (path == local || name.Length > 0);
    }
}
