using System.Net;
using Xunit;

namespace Oack.Content.Tests;

public sealed class PerClientRootTests
{
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.8");

    [Theory]
    [EveryWay]
    public async Task OwnDirectory_IsSearchedFirst_When_ByAddress(Way way)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Ip });
        serving.Write("192.0.2.7/kernel", "own");
        serving.Write("kernel", "common");
        serving.Write("initrd", "common initrd");

        Assert.Equal("own", await serving.GetAsync("kernel"));
        Assert.Equal("common initrd", await serving.GetAsync("initrd"));
        Assert.Equal("common", await serving.GetAsync("kernel", Other));
    }

    [Theory]
    [EveryWay]
    public async Task OwnDirectory_HasDashes_When_ByIPv6Address(Way way)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Ip });
        serving.Write("fe80--1/kernel", "own");

        Assert.Equal("own", await serving.GetAsync("kernel", IPAddress.Parse("fe80::1%3")));
    }

    [Theory]
    [EveryWay(
        "pxelinux.cfg/01-52-54-00-AB-cd-ef", "52-54-00-ab-cd-ef/kernel.cfg", "52:54:00:ab:cd:ef.ipxe", "cfg525400ABCDEF.xml", "SEP525400abcdef.cnf")]
    public async Task OwnDirectory_IsSearchedFirst_When_TheNameCarriesTheHardwareAddress(Way way, string name)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Mac });
        serving.Write("52-54-00-ab-cd-ef/" + name, "own");

        // "c" and "f" of "cfg" are hexadecimal digits, but "g" ends them.
        Assert.Equal("own", await serving.GetAsync(name));
    }

    [Theory]
    [EveryWay("pxelinux.cfg/b8945908-d6a6-41a9-611d-525400abcdef", "52-54-00-ab-cd", "525400abcdef0", "52-54-00-ab-cdef-00", "kernel")]
    public async Task OwnDirectory_IsNotSearched_When_TheNameCarriesNone(Way way, string name)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Mac });
        serving.Write("52-54-00-ab-cd-ef/" + name, "own");
        serving.Write("common/" + name, "elsewhere");

        Assert.StartsWith("ERROR 1 ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task Upload_GoesToTheOwnDirectory_When_ThereIsOne(Way way)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Ip, WriteMode = WriteMode.Create });
        Directory.CreateDirectory(serving.At("192.0.2.7"));

        Assert.Null(await serving.PutAsync("config", "mine"));
        Assert.Null(await serving.PutAsync("config", "common", client: Other));

        Assert.Equal("mine", File.ReadAllText(serving.At("192.0.2.7/config")));
        Assert.Equal("common", File.ReadAllText(serving.At("config")));
    }

    [Theory]
    [EveryWay]
    public async Task Refusal_IsFinal_When_TheOwnDirectoryLeaves(Way way)
    {
        using Serving serving = new(way, options => options with { PerClientRoot = PerClientRoot.Ip });
        File.WriteAllText(Path.Combine(serving.Outside, "kernel"), "outside");
        serving.Link("192.0.2.7", serving.Outside);
        serving.Write("kernel", "common");

        Assert.StartsWith("ERROR 2 ", await serving.GetAsync("kernel"), StringComparison.Ordinal);
    }
}
