using Oack.Boot.Dhcp;
using Oack.Boot.Proxy;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Proxy;

/// <summary>iPXE is given a script, or another loader, and never iPXE: chain-loading ends.</summary>
public sealed class ChainLoadingTests
{
    [Fact]
    public void IpxeGetsTheScript_When_ItComesBack()
    {
        ProxyDhcpResponder responder = new(Place.Settings(Place.Files("ipxe.efi undionly.kpxe boot.ipxe")));

        Assert.Equal("undionly.kpxe", Ask(responder, Plain(0)).File);
        Assert.Equal("boot.ipxe", Ask(responder, Ipxe(0)).File);
        Assert.Equal("ipxe.efi", Ask(responder, Plain(7)).File);
        Assert.Equal("boot.ipxe", Ask(responder, Ipxe(7)).File);
    }

    [Theory]
    [InlineData("pxelinux.0", 0, "pxelinux.0")]
    [InlineData("grubx64.efi", 7, "grubx64.efi")]
    [InlineData("undionly.kpxe", 0, null)]
    [InlineData("ipxe.efi", 7, null)]
    [InlineData("snponly.efi", 7, null)]
    [InlineData("bootx64.efi", 7, null)] // may be anything
    public void IpxeOfARomGetsTheLoader_When_ThereIsNoScriptAndItIsCertainlyNotIpxe(string there, ushort architecture, string? expected)
    {
        BootAnswer answer = Ask(new ProxyDhcpResponder(Place.Settings(Place.Files(there))), Ipxe(architecture));

        Assert.Equal(expected ?? "", answer.File);
        Assert.Equal(expected is null, answer.Reply is null);
    }

    [Fact]
    public void NoSequenceOfRequests_GivesIpxeABinaryThatMayBeIpxe()
    {
        string[] trees = ["ipxe.efi undionly.kpxe boot.ipxe", "ipxe.efi undionly.kpxe", "snponly.efi ipxe.pxe bootx64.efi", "ipxe-arm64.efi"];
        string[][] said = [[], ["x64=my-ipxe.efi"], ["x64=custom.efi", "bios=custom.kpxe"], ["x64=custom.efi", "ipxe=menu.ipxe"]];
        ushort[] architectures = [0, 6, 7, 9, 10, 11, 16, 27, 99];
        foreach (string tree in trees)
        {
            foreach (string[] boot in said)
            {
                ProxyDhcpResponder responder = new(Place.Settings(Place.Files(tree, boot)));

                // Each order of who asks what before: what was answered must not matter.
                foreach (ushort first in architectures)
                {
                    foreach (ushort second in architectures)
                    {
                        _ = Ask(responder, Plain(first));
                        string file = Ask(responder, Ipxe(second)).File;
                        Assert.True(file.Length == 0 || file.EndsWith(".ipxe", StringComparison.Ordinal), $"{tree}: {file} for iPXE on {second}");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("ipxe=ipxe.efi")]
    [InlineData("ipxe=tools/undionly.kpxe")]
    [InlineData("ipxe=snponly.efi")]
    [InlineData("x64=custom.efi", "ipxe=custom.efi")]
    [InlineData("ipxe=custom.efi", "x64=custom.efi")]
    public void Table_RefusesALoop(params string[] said)
    {
        BootFileTable table = new(_ => true);
        List<string> faults = [];
        foreach (string text in said)
        {
            if (!table.TryAdd(text, out string? fault))
            {
                faults.Add(fault);
            }
        }

        Assert.Contains("load itself for ever", Assert.Single(faults), StringComparison.Ordinal);
    }

    private static Question Plain(ushort architecture) => new Question(DhcpMessageType.Discover).Pxe(architecture);

    private static Question Ipxe(ushort architecture) => Plain(architecture).With(77, "iPXE");

    private static BootAnswer Ask(ProxyDhcpResponder responder, Question question) =>
        responder.HandleDatagram(Place.Start, Place.Broadcast, question.ToBytes());
}
