using System.Net;
using Oack.Interop.Tests.Clients;
using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>
/// A server with two addresses on one link, bound to all: whichever address was asked answers, though the system would
/// rather choose the first. Clients and firewalls drop what comes from another.
/// </summary>
public abstract class SecondAddressTests(string engine)
{
    private const int BlockBytes = 1428;
    private const int WindowBlocks = 8;
    private const int FileBytes = 100_000;
    private const int OptionAck = 6;

    public sealed class OnLinux() : SecondAddressTests(OackFixture.Linux);

    public sealed class OnPortable() : SecondAddressTests(OackFixture.Portable);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachAnswer_ComesFromTheAddressAsked(bool singlePort)
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        byte[] original = await File.ReadAllBytesAsync(
            scratch.Write("root/file", FileBytes), TestContext.Current.CancellationToken);
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        await lab.AddServerAddressesAsync();
        await using RunningProgram server = RunningProgram.Start(
            lab.Server, RealProgram.Oack,
            [
                "serve", root, "--listen", ":69", "--engine", engine, "--log", "json",
                .. singlePort ? (string[])["--single-port"] : [],
            ]);
        await server.WaitForPortAsync(69, TimeSpan.FromSeconds(20));

        foreach (string address in (string[])
            [lab.Server.Address, NetworkLab.SecondServer.V4, NetworkLab.ServerV6, NetworkLab.SecondServer.V6])
        {
            IPEndPoint asked = new(IPAddress.Parse(address), 69);
            using RawClient client = lab.OpenRawClient(asked.AddressFamily);
            byte[] received = await FetchAsync(client, asked, singlePort);
            Assert.True(original.AsSpan().SequenceEqual(received), $"what {address} sent differs:\n{server.Output}");

            // An error for a stranger's request has the same way back.
            using RawClient stranger = lab.OpenRawClient(asked.AddressFamily);
            stranger.Send(asked, RawClient.ReadRequest("missing"));
            (_, EndPoint from) = await stranger.ReceiveAsync();
            Assert.Equal(asked.Address, ((IPEndPoint)from).Address);
        }
    }

    private static async Task<byte[]> FetchAsync(RawClient client, IPEndPoint asked, bool singlePort)
    {
        client.Send(asked, RawClient.ReadRequest(
            "file", "blksize", RealProgram.Text(BlockBytes), "windowsize", RealProgram.Text(WindowBlocks)));
        (byte[] answer, EndPoint transfer) = await client.ReceiveAsync();
        Assert.Equal(OptionAck, RawClient.Opcode(answer));
        Assert.Equal(asked.Address, ((IPEndPoint)transfer).Address);
        Assert.Equal(singlePort, ((IPEndPoint)transfer).Port == asked.Port);

        List<byte> received = [];
        client.Send(transfer, RawClient.Ack(0));
        for (int block = 1; ; block++)
        {
            byte[] data = await client.ReceiveBlockAsync(transfer, block);
            received.AddRange(data);
            bool isLast = data.Length < BlockBytes;
            if (isLast || block % WindowBlocks == 0)
            {
                client.Send(transfer, RawClient.Ack(block));
            }

            if (isLast)
            {
                return [.. received];
            }
        }
    }
}
