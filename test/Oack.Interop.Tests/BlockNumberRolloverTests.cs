using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>40 MB at 512 bytes are 78,125 blocks: the 16-bit number rolls over in the middle, in both directions.</summary>
public sealed class BlockNumberRolloverTests(OackOnLinux oack) : IClassFixture<OackOnLinux>
{
    private const long FileBytes = 40_000_000;

    [Fact]
    public Task Curl_GetsAndPutsWhole_WhenBlockNumbersRollOver() =>
        RoundTripAsync(new CurlClient(), "--tftp-blksize", "512");

    [Fact]
    public Task TftpHpa_GetsAndPutsWhole_WhenBlockNumbersRollOver() => RoundTripAsync(new TftpHpaClient());

    [Fact]
    public Task Atftp_GetsAndPutsWhole_WhenBlockNumbersRollOver() => RoundTripAsync(new AtftpClient());

    [Fact]
    public Task Atftp_GetsAndPutsWhole_WhenBlockNumbersRollOverInsideAWindow() =>
        RoundTripAsync(new AtftpClient(), "--option", "windowsize 7");

    [Fact]
    public Task Busybox_GetsAndPutsWhole_WhenBlockNumbersRollOver() => RoundTripAsync(new BusyboxClient());

    private async Task RoundTripAsync(IClientProgram client, params string[] options)
    {
        string name = client.GetType().Name + options.Length;
        string original = oack.Scratch.Write($"root/{name}", FileBytes);
        string copy = oack.Scratch[name];
        TftpServerProgram server = oack.Server;

        CommandResult get = await client.GetAsync(Site.Machine, server.Host, server.Port, name, copy, options);
        ScratchDirectory.AssertSame(original, copy, get.Output);

        CommandResult put = await client.PutAsync(Site.Machine, server.Host, server.Port, copy, $"{name}-back", options);
        ScratchDirectory.AssertSame(original, oack.Scratch[$"root/{name}-back"], put.Output);

        File.Delete(original);
        File.Delete(copy);
        File.Delete(oack.Scratch[$"root/{name}-back"]);
    }
}
