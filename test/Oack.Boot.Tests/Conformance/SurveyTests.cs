using System.Text;
using Oack.Boot.Conformance;
using Oack.Boot.Tests.Conformance.Scripted;

namespace Oack.Boot.Tests.Conformance;

/// <summary>The first look at a server: is it there, and what may be read.</summary>
public sealed class SurveyTests
{
    [Fact]
    public void File_IsFoundByAUsualName_When_NoneIsNamed()
    {
        ModelServer server = new();
        server.Files["grub.cfg"] = new byte[100];
        server.Files["pxelinux.cfg/default"] = new byte[3_000];

        ServerFacts facts = Look(server, "");

        Assert.Equal((true, "pxelinux.cfg/default", 3_000L, true), (facts.IsAnswering, facts.File!.Name, facts.File.Size, facts.File.IsWhole));
    }

    [Fact]
    public void Search_Ends_When_AFileIsLongEnough()
    {
        ModelServer server = new();
        server.Files["pxelinux.0"] = new byte[42_000];
        int requests = 0;
        server.Incoming = (_, packet) =>
        {
            requests += packet.Opcode == 1 ? 1 : 0;
            return false;
        };

        ServerFacts facts = Look(server, "");

        Assert.Equal((42_000L, 3), (facts.File!.Size, requests));
    }

    [Fact]
    public void File_IsTheNamedOne_When_ItIsThere()
    {
        ModelServer server = new();
        server.Files["my file"] = Encoding.ASCII.GetBytes("hello");

        ServerFacts facts = Look(server, "my file");

        Assert.Equal("hello"u8, facts.File!.Content);
    }

    [Fact]
    public void Problem_IsTheServersWord_When_TheNamedFileIsMissing()
    {
        ServerFacts facts = Look(new ModelServer(), "missing");

        Assert.Equal((true, null, "ERROR 1 \"File not found\""), (facts.IsAnswering, facts.File, facts.FileProblem));
    }

    [Fact]
    public void File_IsRead_When_EachFirstRequestIsLost()
    {
        ModelServer server = new();
        server.Files["lossy"] = new byte[700];
        HashSet<string> seen = [];
        server.Incoming = (_, packet) => packet.Opcode == 1 && seen.Add(packet.Text);

        ServerFacts facts = Look(server, "lossy");

        Assert.Equal((true, 700L, true), (facts.IsAnswering, facts.File?.Size, facts.File?.IsWhole));
    }

    [Fact]
    public void Server_IsNotAnswering_When_NothingComes()
    {
        ServerFacts facts = Look(new ModelServer { IsDead = true }, "x");

        Assert.Equal((false, "nothing within 3 s"), (facts.IsAnswering, facts.Silence));
    }

    [Fact]
    public void Content_IsABeginning_When_TheFileIsLong()
    {
        ModelServer server = new();
        server.Files["big"] = new byte[5_000_000];

        ServedFile file = Look(server, "big").File!;

        Assert.Equal((ServedFile.MaxContentBytes, false, 5_000_000L), (file.Content.Length, file.IsWhole, file.Size));
    }

    private static ServerFacts Look(ModelServer server, string name) => ServerSurvey.Run(
        new VirtualNetwork(server), new CheckOptions { Server = ModelServer.Endpoint, FileName = Encoding.ASCII.GetBytes(name) });
}
