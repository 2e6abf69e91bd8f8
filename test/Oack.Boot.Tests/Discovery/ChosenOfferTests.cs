using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;

namespace Oack.Boot.Tests.Discovery;

/// <summary>Which of several offers a machine follows (PXE 2.1 §2.2.3).</summary>
public sealed class ChosenOfferTests
{
    private const string Pxe = "PXEClient";

    private readonly Asked _asked = new(DhcpHabitsTable.Uefi);

    public ChosenOfferTests() => _asked.TakeSent();

    [Fact]
    public void Machine_TakesTheAddressOfOneAndTheFileOfTheOther_When_AProxyAnswersToo()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, file: "x64.efi", vendorClass: Pxe, next: Asked.Proxy);
        _asked.Wait();

        Assert.Equal(["Request 0.0.0.0 to 255.255.255.255:67"], _asked.TakeSent());
        AssertRequestNames(Asked.Lender);
        _asked.Answer(DhcpMessageType.Acknowledge, Asked.Lender, Asked.Lent);

        BootPlan plan = _asked.Client.Plan!;
        Assert.Equal((Asked.Lent, IPv4Address.Mask(25), Asked.Proxy, "x64.efi"), (plan.Address, plan.Mask, plan.FileServer, plan.File));
        Assert.Equal(DhcpClientState.Done, _asked.Client.State);
    }

    [Fact]
    public void Machine_FollowsOneServer_When_ItOffersAddressAndFile()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent, file: "boot.efi", next: Asked.Proxy);
        _asked.Wait();
        _asked.TakeSent();
        _asked.Answer(DhcpMessageType.Acknowledge, Asked.Lender, Asked.Lent, file: "boot.efi", next: Asked.Proxy);

        Assert.Equal((Asked.Proxy, "boot.efi"), (_asked.Client.Plan!.FileServer, _asked.Client.Plan.File));
    }

    [Fact]
    public void Machine_PrefersAnOfferThatSpeaksPxe_When_AnotherOffersAnAddressAlone()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, new IPv4Address(0xC000_0240), file: "pxe.efi", vendorClass: Pxe);
        _asked.Wait();
        _asked.TakeSent();

        AssertRequestNames(Asked.Proxy);
    }

    [Fact]
    public void Machine_AsksTheServerItself_When_NobodyNamesANextServer()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent, file: "boot.efi");
        _asked.Wait();
        _asked.TakeSent();
        _asked.Answer(DhcpMessageType.Acknowledge, Asked.Lender, Asked.Lent, file: "boot.efi");

        Assert.Equal(Asked.Lender, _asked.Client.Plan!.FileServer);
    }

    [Fact]
    public void Machine_LooksOn_When_OnlyAProxyAnswers()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Proxy, file: "x64.efi", vendorClass: Pxe);
        _asked.Wait();
        Assert.Equal(["Discover 0.0.0.0 to 255.255.255.255:67"], _asked.TakeSent());

        while (_asked.Client.State == DhcpClientState.Discovering)
        {
            _asked.Wait();
        }

        Assert.Contains("only the proxy 192.0.2.2", _asked.Client.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Ipxe_WaitsTwoSecondsForProxies_When_ItHasAnOffer()
    {
        Asked asked = new(DhcpHabitsTable.Ipxe);
        asked.TakeSent();
        asked.Wait();
        asked.TakeSent();

        asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent, file: "boot.ipxe");

        Assert.Equal(2, asked.Wait());
        Assert.Equal(DhcpClientState.Requesting, asked.Client.State);
    }

    [Fact]
    public void UBoot_TakesTheFirstOffer_When_ItComes()
    {
        Asked asked = new(DhcpHabitsTable.UBoot);
        asked.TakeSent();

        asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);

        Assert.Equal(DhcpClientState.Requesting, asked.Client.State);
    }

    [Fact]
    public void Machine_SaysWhatTheServerSays_When_ItIsRefused()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);
        _asked.Wait();
        _asked.TakeSent();

        _asked.Answer(DhcpMessageType.NotAcknowledge, Asked.Lender, message: "not\non my watch");

        Assert.Equal(DhcpClientState.Failed, _asked.Client.State);
        Assert.Contains("not\\x0Aon my watch", _asked.Client.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_GivesUp_When_TheOfferIsNeverConfirmed()
    {
        _asked.Answer(DhcpMessageType.Offer, Asked.Lender, Asked.Lent);
        _asked.Wait();
        while (_asked.Client.State == DhcpClientState.Requesting)
        {
            _asked.Wait();
        }

        Assert.Contains("did not confirm", _asked.Client.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Machine_NeedsNoConfirmation_When_TheAnswerIsBootp()
    {
        _asked.Answer(DhcpMessageType.None, Asked.Lender, Asked.Lent, file: "boot.efi");
        _asked.Wait();

        Assert.Empty(_asked.TakeSent());
        Assert.Equal("boot.efi", _asked.Client.Plan!.File);
    }

    private void AssertRequestNames(IPv4Address server)
    {
        Assert.Equal(DhcpParseStatus.Ok, DhcpPacket.TryParse(_asked.LastSent, out DhcpPacket packet));
        Assert.Equal(DhcpMessageType.Request, packet.MessageType);
        Assert.Equal(server, packet.ServerIdentifier);
        Assert.True(packet.RequestedAddress.IsSet);
        Assert.True(packet.IsPxe);
    }
}
