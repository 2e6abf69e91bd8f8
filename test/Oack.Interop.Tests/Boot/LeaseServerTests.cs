using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Boot;

/// <summary>`oack serve --dhcp-range` on a cable without a DHCP server, and what it knows after it was killed.</summary>
public sealed class LeaseServerTests
{
    private const byte X64 = 7;
    private const byte Discover = 1;
    private const byte Request = 3;
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Machines_KeepTheirAddresses_When_TheServerIsKilled()
    {
        using ScratchDirectory scratch = new();
        string root = scratch.MakeDirectory("root");
        scratch.Write("root/grubx64.efi", 1000);
        await using NetworkLab lab = await NetworkLab.CreateAsync();
        using DhcpPlayer machine = DhcpPlayer.Open(lab);
        string first;
        string second;
        await using (RunningProgram server = await StartAsync(lab, scratch, root))
        {
            first = await LendAsync(machine, 1, 10);
            second = await LendAsync(machine, 2, 20);
            await server.SignalAsync("KILL");
            await server.WaitForExitAsync(s_startTime);
        }

        await using RunningProgram again = await StartAsync(lab, scratch, root);
        Assert.Equal(second, await LendAsync(machine, 2, 30));
        string third = await LendAsync(machine, 3, 40);
        Assert.Equal(first, await LendAsync(machine, 1, 50));
        Assert.Equal(3, new HashSet<string> { first, second, third }.Count);
    }

    private static async Task<string> LendAsync(DhcpPlayer machine, byte number, uint transaction)
    {
        machine.Broadcast(DhcpMessage.Question(Discover, number, transaction).Pxe(X64));
        DhcpMessage offer = await machine.HearAsync(transaction);
        Assert.Equal((2, "grubx64.efi", "255.255.255.0"), (offer.Type, offer.File, string.Join('.', offer.Option(1))));
        machine.Broadcast(DhcpMessage.Question(Request, number, transaction + 1).Pxe(X64)
            .WithAddress(54, offer.ServerIdentifier).WithAddress(50, offer.YourAddress));
        DhcpMessage lent = await machine.HearAsync(transaction + 1);
        Assert.Equal((5, offer.YourAddress, "grubx64.efi"), (lent.Type, lent.YourAddress, lent.File));
        return lent.YourAddress;
    }

    private static async Task<RunningProgram> StartAsync(NetworkLab lab, ScratchDirectory scratch, string root)
    {
        RunningProgram server = RunningProgram.Start(
            lab.Server, RealProgram.Oack,
            ["serve", root, "--dhcp-range", "10.69.0.100-10.69.0.102", "--lease-file", scratch["leases"], "--plain"]);
        await server.WaitForLineAsync("PXE boots", s_startTime);
        return server;
    }
}
