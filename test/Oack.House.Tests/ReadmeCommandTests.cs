namespace Oack.House.Tests;

/// <summary>The two commands of the README are those that continuous integration and a first visitor run.</summary>
public sealed class ReadmeCommandTests
{
    private const string ServeCommand = "dotnet run --project src/Oack.Cli -c Release -- serve examples/boot";
    private const string TestCommand = "test/run";

    [Theory]
    [InlineData(ServeCommand)]
    [InlineData(TestCommand)]
    public void Readme_GivesTheCommandOnALineOfItsOwn(string command)
    {
        Assert.Contains(command, File.ReadLines(House.At("README.md")));
    }

    [Fact]
    public void ContinuousIntegration_CallsTheTestCommandAndNothingMore()
    {
        string[] commands =
        [
            .. File.ReadLines(House.At(".ci", "run"))
                .Where(line => line.Length > 0 && !line.StartsWith('#') && !line.StartsWith("set ", StringComparison.Ordinal)),
        ];

        Assert.Equal(["exec \"$(dirname \"${BASH_SOURCE[0]}\")/../" + TestCommand + "\""], commands);
    }

    [Theory]
    [InlineData(".ci/run")]
    [InlineData(TestCommand)]
    [InlineData("test/programs")]
    [InlineData("bench/loss")]
    [InlineData("bench/startup")]
    public void Script_CanBeRun(string script)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(House.At(script)).HasFlag(UnixFileMode.UserExecute), script);
        }

        Assert.Equal("#!/usr/bin/env bash", File.ReadLines(House.At(script)).First());
    }

    [Fact]
    public void Readme_LinksOnlyToFilesThatExist()
    {
        IEnumerable<string> lost = MarkdownLink.In(House.At("README.md"))
            .Concat(MarkdownLink.In(House.At("CONTRIBUTING.md")))
            .Concat(MarkdownLink.In(House.At("ARCHITECTURE.md")))
            .Where(target => !Path.Exists(House.At(target)));

        House.AssertNone(lost, "links to files that are not there");
    }

    [Fact]
    public void ExampleTree_HoldsWhatTheFirstTourFetches()
    {
        Assert.True(File.Exists(House.At("examples", "boot", "hello.txt")));
    }
}
