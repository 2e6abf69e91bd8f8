using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// A link slower than the server: what waits for it fills the socket's send buffer of some MiB, and the rest of a window
/// goes on when there is room. Nothing is lost, so next to nothing may be sent twice.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class FullSendBufferTests
{
    // Link headers and those of IP in each fragment, and a retransmission here and there.
    private const double MostOverhead = 1.25;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Window_GoesOut_WhenItIsLargerThanTheBuffer(bool singlePort)
    {
        const int FileBytes = 24_000_000;
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        string original = scratch.Write("root/file", FileBytes);
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await lab.LimitServerAsync(megabitsPerSecond: 100);
        await using TftpServerProgram server = await StartAsync(lab, root, singlePort);

        long before = await lab.ReadServerSentBytesAsync();
        CommandResult result = await new OackClient().GetAsync(
            lab.Client, server.Host, server.Port, "file", scratch["copy"], "--blksize", "65464", "--windowsize", "64");

        ScratchDirectory.AssertSame(original, scratch["copy"], result.Succeeded().Output);
        await AssertNoStormAsync(lab, server, before, transfers: 1, FileBytes);
    }

    private static async Task AssertNoStormAsync(
        NetworkLab lab, TftpServerProgram server, long before, int transfers, long payloadBytes)
    {
        await server.Program.WaitUntilAsync(
            () => TransferRecord.Of(server).Length >= transfers, $"{transfers} records", TimeSpan.FromSeconds(15));
        TransferRecord[] records = TransferRecord.Of(server);
        Assert.All(records, record => Assert.Equal("complete", record.Outcome));
        double overhead = (double)(await lab.ReadServerSentBytesAsync() - before) / payloadBytes;
        Assert.True(
            overhead <= MostOverhead,
            $"{overhead:F2} times the bytes of the files left the server; retransmissions: "
            + string.Join(", ", records.Select(record => $"{record.Retransmissions} of {record.DatagramsSent}")));
    }

    // The portable engine waits a few milliseconds and then drops what does not fit; a window's timer sends that again.
    private static Task<TftpServerProgram> StartAsync(NetworkLab lab, string root, bool singlePort) =>
        TftpServerProgram.StartOackAsync(
            lab.Server, root, ["--engine", OackFixture.Linux, .. singlePort ? (string[])["--single-port"] : []]);
}
