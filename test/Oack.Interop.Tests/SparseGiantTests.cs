using System.Net;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>A file over 4 GB: its size does not fit 32 bits, and its blocks are read where they are.</summary>
public sealed class SparseGiantTests
{
    private const long FileBytes = (5L << 30) + 4321;
    private const int BlockBytes = 1428;
    private const int BlocksToRead = 64;
    private const int OptionAck = 6;

    [Fact]
    public async Task Server_TellsSizeAndSendsFirstBlocks_WhenTheFileIsOver4GB()
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        byte[] head = new byte[BlocksToRead * BlockBytes];
        new Random(4).NextBytes(head);
        using (FileStream stream = File.Create(scratch["root/giant.img"]))
        {
            stream.Write(head);
            stream.SetLength(FileBytes);
        }

        await using TftpServerProgram server = await TftpServerProgram.StartOackAsync(Site.Machine, root);
        using RawClient client = new();
        client.Send(
            new IPEndPoint(IPAddress.Loopback, server.Port),
            RawClient.ReadRequest("giant.img", "tsize", "0", "blksize", RealProgram.Text(BlockBytes)));
        (byte[] answer, EndPoint transfer) = await client.ReceiveAsync();
        Assert.Equal(OptionAck, RawClient.Opcode(answer));
        Assert.Equal(["tsize", RealProgram.Text(FileBytes), "blksize", RealProgram.Text(BlockBytes)], RawClient.Options(answer));

        for (int block = 1; block <= BlocksToRead; block++)
        {
            client.Send(transfer, RawClient.Ack(block - 1));
            byte[] data = await client.ReceiveBlockAsync(transfer, block);
            Assert.True(head.AsSpan((block - 1) * BlockBytes, BlockBytes).SequenceEqual(data), $"block {block}");
        }

        client.Send(transfer, RawClient.Error(0, "enough"));
        await server.Program.WaitForLineAsync("closed-early", TimeSpan.FromSeconds(10));
    }
}
