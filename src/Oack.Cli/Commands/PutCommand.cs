using System.CommandLine;
using System.Text;
using Oack.Client;
using Oack.Content;

namespace Oack.Cli.Commands;

/// <summary><c>oack put LOCAL|- URL</c></summary>
internal static class PutCommand
{
    private const string Notes = """
        A URL whose name ends with '/' takes the name of the local file. '-' is
        standard input, of whatever length.

        Examples:
          oack put config.txt tftp://192.0.2.1/router-config.txt
          oack put firmware.bin 192.0.2.1:images/
          tar c . | oack put - tftp://192.0.2.1:6969/backup.tar
        """;

    public static (Command Command, string Notes) Create(CliEnvironment environment)
    {
        Argument<string> local = new("LOCAL") { Description = "The file, or - for standard input." };
        Argument<string> url = new("URL") { Description = "tftp://host[:port]/name[;mode=octet|netascii], or host:name." };
        TransferOptionSet options = new();
        Command command = new("put", "Store a file on a server.") { local, url };
        options.AddTo(command);
        command.SetAction((result, _) => RunAsync(environment, result.GetRequiredValue(local), result.GetRequiredValue(url), options.Read(result)));
        return (command, Notes);
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string local, string url, TransferWishes wishes)
    {
        if (!TftpUri.TryParse(url, out TftpUri? parsed, out string? error))
        {
            environment.Complain(error);
            return ExitCode.Usage;
        }

        TftpUri uri = wishes.Apply(parsed);
        if (uri.FileName.Span.EndsWith("/"u8))
        {
            if (local == TransferRunner.StandardStream)
            {
                environment.Complain($"'{url}' is a directory, and standard input has no name: write the name in the URL");
                return ExitCode.Usage;
            }

            byte[] name = [.. uri.FileName.Span, .. Encoding.UTF8.GetBytes(Path.GetFileName(local))];
            uri = new TftpUri(uri.Host, name, uri.Port, uri.Mode);
        }

        TransferRunner runner = new(environment, wishes, "put", uri, local);
        ContentOpening<ReadContent> source = local == TransferRunner.StandardStream
            ? new(new StreamReadContent(environment.OpenInput(), description: "standard input", leaveOpen: true))
            : LocalFile.OpenRead(local);
        if (source.Refusal is { } refusal)
        {
            return runner.FailLocally(refusal.Detail ?? refusal.Message);
        }

        using ReadContent content = source.Content!;
        return await runner.RunAsync(
            (client, transfer, progress, token) => client.PutAsync(content, uri, transfer, progress, token));
    }
}
