using System.Net;
using System.Text.Json;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// The trace that an operator once took for a failed negotiation: firmware asks for the size of a file, ends that
/// transfer with ERROR 8, and asks at once for the file itself. The log must say what happened.
/// </summary>
public sealed class SizeProbeTests
{
    private const int FileBytes = 994_464;
    private const int BlockBytes = 8192;
    private const int OptionAck = 6;

    [Fact]
    public async Task Records_SayProbedThenComplete_WhenFirmwareAsksForTheSizeFirst()
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        byte[] original = await File.ReadAllBytesAsync(
            scratch.Write("root/file.exe", FileBytes), TestContext.Current.CancellationToken);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(Site.Machine, root);
        IPEndPoint listener = new(IPAddress.Loopback, server.Port);

        using (RawClient probe = new())
        {
            probe.Send(listener, RawClient.ReadRequest("file.exe", "blksize", "512", "tsize", "0"));
            (byte[] answer, EndPoint transfer) = await probe.ReceiveAsync();
            Assert.Equal(OptionAck, RawClient.Opcode(answer));
            Assert.Equal(["blksize", "512", "tsize", RealProgram.Text(FileBytes)], RawClient.Options(answer));
            probe.Send(transfer, RawClient.Error(8, "user aborted transfer"));
        }

        using RawClient fetch = new();
        fetch.Send(listener, RawClient.ReadRequest("file.exe", "blksize", RealProgram.Text(BlockBytes)));
        (byte[] granted, EndPoint from) = await fetch.ReceiveAsync();
        Assert.Equal(OptionAck, RawClient.Opcode(granted));
        Assert.Equal(["blksize", RealProgram.Text(BlockBytes)], RawClient.Options(granted));
        byte[] received = await FetchAsync(fetch, from);
        Assert.True(original.AsSpan().SequenceEqual(received), "the bytes that arrived differ");

        await server.Program.WaitUntilAsync(
            () => Outcomes(server).Length == 2, "two records", TimeSpan.FromSeconds(10));
        Assert.Equal(["probed", "complete"], Outcomes(server));
    }

    private static async Task<byte[]> FetchAsync(RawClient client, EndPoint server)
    {
        List<byte> received = [];
        for (int block = 0; ; block++)
        {
            client.Send(server, RawClient.Ack(block));
            if (block > 0 && received.Count < block * BlockBytes)
            {
                return [.. received];
            }

            received.AddRange(await client.ReceiveBlockAsync(server, block + 1));
        }
    }

    private static string[] Outcomes(TftpServerProgram server) =>
    [
        .. server.Program.FindLines("\"outcome\"").Select(line =>
        {
            using JsonDocument record = JsonDocument.Parse(line);
            return record.RootElement.GetProperty("outcome").GetString()!;
        }),
    ];
}
