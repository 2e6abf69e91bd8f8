using System.Net;
using System.Text;
using Oack.Client;
using Oack.Content;
using Oack.Server;

namespace Oack.House.Tests;

/// <summary>The programs that the README shows, line for line, so that they compile and a test can run them.</summary>
internal static class ReadmeExamples
{
    /// <summary>Serves a directory and, in front of it, a file that is made for the client that asks.</summary>
    internal static TftpServer MakeServer(string directory, int port, List<string> outcomes)
    {
        DelegateContent perClient = DelegateContent.FromBytes((request, _) =>
            ValueTask.FromResult(request.Name.Span.SequenceEqual("whoami"u8)
                ? Encoding.UTF8.GetBytes($"you are {request.Client}\n")
                : null));
        DirectoryContent files = new(new DirectoryContentOptions { Root = directory });

        TftpServer server = new(
            new TftpServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, port)] },
            new FallbackContent(perClient, files));
        server.TransferEnded += (_, record) => outcomes.Add($"{record.Name}: {record.OutcomeName}");
        return server;
    }

    /// <summary>Fetches a file; it appears under its name only when it is whole.</summary>
    internal static async Task<TransferResult> FetchAsync(string url, string path, CancellationToken cancellationToken)
    {
        await using TftpClient client = new();
        ContentOpening<WriteContent> local = LocalFile.OpenWrite(path);
        using WriteContent target = local.Content ?? throw new IOException(local.Refusal!.Detail);
        TransferResult result = await client.GetAsync(TftpUri.Parse(url), target, cancellationToken: cancellationToken);
        return result;
    }
}
