using System.Text.RegularExpressions;
using Oack.Client;
using Oack.Server;

namespace Oack.House.Tests;

/// <summary>The README's programs compile, run, and do what it says.</summary>
public sealed partial class ReadmeExampleTests
{
    [Fact]
    public void Readme_ShowsOnlyCodeThatCompiles()
    {
        string[] compiled = [.. TrimmedLines(File.ReadAllText(House.At("test", "Oack.House.Tests", "ReadmeExamples.cs")))];
        string all = string.Join('\n', compiled);

        string[] shown = [.. CodeBlock().Matches(File.ReadAllText(House.At("README.md"))).Select(match => match.Groups["code"].Value)];

        Assert.NotEmpty(shown);
        House.AssertNone(
            shown.Where(code => !all.Contains(string.Join('\n', TrimmedLines(code)), StringComparison.Ordinal)),
            "code in the README that is not, line for line, in ReadmeExamples.cs");
    }

    [Fact]
    public async Task Example_FetchesWhatTheServerMakesAndHolds()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string directory = Directory.CreateTempSubdirectory("oack-readme-").FullName;
        List<string> outcomes = [];
        try
        {
            await using (TftpServer server = ReadmeExamples.MakeServer(House.At("examples", "boot"), port: 0, outcomes))
            {
                await server.StartAsync(cancellationToken);
                string host = server.LocalEndpoints[0].ToString();

                TransferResult made = await ReadmeExamples.FetchAsync(
                    $"tftp://{host}/whoami", Path.Combine(directory, "whoami"), cancellationToken);
                await ReadmeExamples.FetchAsync(
                    $"tftp://{host}/hello.txt", Path.Combine(directory, "hello.txt"), cancellationToken);

                Assert.StartsWith(
                    "you are 127.0.0.1", await File.ReadAllTextAsync(Path.Combine(directory, "whoami"), cancellationToken), StringComparison.Ordinal);
                Assert.Equal(made.Bytes, new FileInfo(Path.Combine(directory, "whoami")).Length);
                Assert.Equal(
                    await File.ReadAllBytesAsync(House.At("examples", "boot", "hello.txt"), cancellationToken),
                    await File.ReadAllBytesAsync(Path.Combine(directory, "hello.txt"), cancellationToken));
            }

            Assert.Equal(["whoami: complete", "hello.txt: complete"], outcomes);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<string> TrimmedLines(string text) => text.Split('\n').Select(line => line.Trim());

    [GeneratedRegex(@"```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
