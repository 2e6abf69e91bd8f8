using System.Net;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// A client whose socket is gone in the middle: the kernel refuses what still comes for it, and the server need not wait
/// for a silence to end. Who shares the server, or even its socket, notices nothing.
/// </summary>
public abstract class VanishedClientTests(string engine)
{
    private const int FileBytes = 1_000_000;
    private const int BlockBytes = 512;
    private const int OptionAck = 6;
    private const int VanishAfterBlock = 20;

    // Silence alone would take many times that.
    private static readonly TimeSpan s_quickly = TimeSpan.FromSeconds(4);

    public sealed class OnLinux() : VanishedClientTests(OackFixture.Linux);

    public sealed class OnPortable() : VanishedClientTests(OackFixture.Portable);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 16)]
    [InlineData(true, 1)]
    [InlineData(true, 16)]
    public async Task Transfer_EndsSoon_WhileOthersGoOn(bool singlePort, int windowBlocks)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        scratch.Write("root/vanished", FileBytes);
        string original = scratch.Write("root/other", FileBytes);
        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(
            Site.Machine, root, ["--engine", engine, .. singlePort ? (string[])["--single-port"] : []]);
        IPEndPoint listener = new(IPAddress.Loopback, server.Port);

        using RawClient other = new();
        EndPoint otherTransfer = await BeginAsync(other, listener, "other", windowBlocks: 1);
        using (RawClient vanishing = new())
        {
            EndPoint transfer = await BeginAsync(vanishing, listener, "vanished", windowBlocks);
            for (int block = 1; block <= VanishAfterBlock; block++)
            {
                await vanishing.ReceiveBlockAsync(transfer, block);
                if (block % windowBlocks == 0)
                {
                    vanishing.Send(transfer, RawClient.Ack(block));
                }
            }
        }

        await server.Program.WaitUntilAsync(
            () => TransferRecord.Of(server).Length > 0, "the end of the vanished client's transfer", s_quickly);
        TransferRecord ended = Assert.Single(TransferRecord.Of(server));
        Assert.Equal("vanished", ended.Name);
        Assert.NotEqual("complete", ended.Outcome);
        Assert.Contains("port", ended.Cause, StringComparison.Ordinal);

        // The other one went on waiting for its next ACK; it may have sent its block again meanwhile.
        other.Send(otherTransfer, RawClient.Ack(1));
        await other.ReceiveBlockAsync(otherTransfer, 2);
        CommandResult result = await new AtftpClient().GetAsync(
            Site.Machine, server.Host, server.Port, "other", scratch["copy"], "--option", "windowsize 16");
        ScratchDirectory.AssertSame(original, scratch["copy"], result.Output);
    }

    private static async Task<EndPoint> BeginAsync(RawClient client, IPEndPoint listener, string name, int windowBlocks)
    {
        client.Send(listener, RawClient.ReadRequest(
            name, "blksize", RealProgram.Text(BlockBytes), "windowsize", RealProgram.Text(windowBlocks)));
        (byte[] answer, EndPoint transfer) = await client.ReceiveAsync();
        Assert.Equal(OptionAck, RawClient.Opcode(answer));
        client.Send(transfer, RawClient.Ack(0));
        return transfer;
    }
}
