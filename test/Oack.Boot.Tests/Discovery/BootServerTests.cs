using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;

namespace Oack.Boot.Tests.Discovery;

/// <summary>Port 4011: a machine asks there when the file is not named, or when there is a menu (PXE 2.1 §2.2.3).</summary>
public sealed class BootServerTests
{
    private const string Pxe = "PXEClient";

    private readonly Asked _asked = new(DhcpHabitsTable.Uefi);

    public BootServerTests()
    {
        _asked.TakeSent();
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);
    }

    [Fact]
    public void Machine_AsksTheProxyOnPort4011_When_ItNamesNoFile()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, vendorClass: Pxe);
        Confirm();

        Assert.Equal(["Request 192.0.2.50 to 192.0.2.2:4011"], _asked.TakeSent());
        _asked.Answer(DhcpMessageType.Acknowledge, Asked.Proxy, file: "x64.efi", vendorClass: Pxe);

        Assert.Equal((Asked.Proxy, "x64.efi"), (_asked.Client.Plan!.FileServer, _asked.Client.Plan.File));
    }

    [Fact]
    public void Machine_TakesTheFirstLineOfTheMenu_When_ThereIsOne()
    {
        IPv4Address bootServer = new(0xC000_0203);
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, vendorClass: Pxe, pxe: Menu(0x8001, bootServer));
        Confirm();

        Assert.Equal(["Request 192.0.2.50 to 192.0.2.3:4011"], _asked.TakeSent());
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(_asked.LastSent, out DhcpPacket packet));
        Assert.Equal(new PxeBootItem(0x8001, 0), packet.Pxe.BootItem);
    }

    [Fact]
    public void Machine_AsksNobody_When_TheFileIsToBeFetchedWithoutMenu()
    {
        _asked.Answer(
            DhcpMessageType.Offer, Asked.Proxy, file: "x64.efi", vendorClass: Pxe, pxe: [6, 1, 8, .. Menu(0x8001, Asked.Proxy)]);
        Confirm();

        Assert.Empty(_asked.TakeSent());
        Assert.Equal("x64.efi", _asked.Client.Plan!.File);
    }

    [Fact]
    public void Machine_BootsFromDisk_When_TheMenuSaysSo()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, vendorClass: Pxe, pxe: Menu(0, Asked.Proxy));
        Confirm();

        Assert.Equal(DhcpClientState.Failed, _asked.Client.State);
        Assert.Contains("local disk", _asked.Client.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_GivesUp_When_TheBootServerIsSilent()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, vendorClass: Pxe);
        Confirm();

        while (_asked.Client.State == DhcpClientState.AskingBootServer)
        {
            _asked.Wait();
        }

        Assert.Equal(4, _asked.TakeSent().Length);
        Assert.Contains("4011", _asked.Client.Failure, StringComparison.Ordinal);
    }

    private static byte[] Menu(ushort type, IPv4Address server)
    {
        byte[] value = new byte[64];
        PxeOptionsWriter writer = new(value);
        writer.AddBootServer(type, server);
        writer.AddMenuItem(type, "Install"u8);
        return value[..writer.Finish()];
    }

    private void Confirm()
    {
        _asked.Wait();
        _asked.TakeSent();
        _asked.Answer(DhcpMessageType.Acknowledge, Asked.Lender, Asked.Lent);
    }
}
