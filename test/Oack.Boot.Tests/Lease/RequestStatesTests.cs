using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Lease;

/// <summary>The states of a client that requests (RFC 2131 §4.3.2), and what it may say besides.</summary>
public sealed class RequestStatesTests
{
    private const string Mac = "52:54:00:00:00:01";
    private readonly Lender _lender = new();

    [Fact]
    public void Rebooted_IsConfirmed_When_TheAddressIsItsOwn()
    {
        string address = _lender.Lend(Mac);
        _lender.Now += TimeSpan.FromMinutes(30);

        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Request, Mac).WithAddress(50, address));

        Assert.Equal((5, address), (new Reply(answer).Type, new Reply(answer).YourAddress));
        Assert.Equal(_lender.Now + TimeSpan.FromHours(1), answer.Lease!.Until);
    }

    [Fact]
    public void Rebooted_IsRefused_When_TheAddressIsOfAnotherNetwork()
    {
        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Request, Mac).WithAddress(50, "198.51.100.9"));
        Reply reply = new(answer);

        Assert.Equal((6, "0.0.0.0", "255.255.255.255:68"), (reply.Type, reply.YourAddress, reply.Destination));
        Assert.False(reply.Options.ContainsKey(51));
        Assert.Null(answer.Lease);
    }

    [Fact]
    public void Rebooted_HearsNothing_When_NothingIsKnownOfIt() =>
        Assert.Equal(BootVerdict.NotForUs, _lender.Handle(new Question(DhcpMessageType.Request, Mac).WithAddress(50, "192.0.2.101")).Verdict);

    [Fact]
    public void Renewing_IsConfirmed_When_TheAddressIsItsOwn()
    {
        string address = _lender.Lend(Mac);
        _lender.Now += TimeSpan.FromMinutes(30);

        Reply reply = new(_lender.Handle(new Question(DhcpMessageType.Request, Mac).From(address)));

        Assert.Equal((5, address, $"{address}:68"), (reply.Type, reply.YourAddress, reply.Destination));
    }

    [Fact]
    public void Renewing_IsConfirmed_When_TheServerHasForgottenItAndTheAddressIsFree() =>
        Assert.Equal(5, new Reply(_lender.Handle(new Question(DhcpMessageType.Request, Mac).From("192.0.2.101"))).Type);

    [Fact]
    public void Renewing_IsRefused_When_TheAddressIsAnothers()
    {
        string address = _lender.Lend(Lender.Mac(9));

        Assert.Equal(6, new Reply(_lender.Handle(new Question(DhcpMessageType.Request, Mac).From(address))).Type);
    }

    [Fact]
    public void Selecting_IsRefused_When_ItTakesWhatWasNotOffered()
    {
        string offered = _lender.Discover(Mac)!;

        Assert.Equal(6, new Reply(_lender.Select(Mac, offered == "192.0.2.103" ? "192.0.2.102" : "192.0.2.103")).Type);
        Assert.Equal(6, new Reply(_lender.Select(Lender.Mac(9), "192.0.2.103")).Type);
    }

    [Fact]
    public void Offer_IsFreeAgain_When_TheClientChoosesAnotherServer()
    {
        for (int number = 1; number <= 4; number++)
        {
            _lender.Discover(Lender.Mac(number));
        }

        Assert.Null(_lender.Discover(Lender.Mac(5)));
        BootAnswer answer = _lender.Handle(
            new Question(DhcpMessageType.Request, Lender.Mac(2)).WithAddress(54, "192.0.2.77").WithAddress(50, "192.0.2.9"));
        Assert.Equal((BootVerdict.NotForUs, null), (answer.Verdict, answer.Reply));
        Assert.NotNull(_lender.Discover(Lender.Mac(5)));
    }

    [Fact]
    public void Address_IsLentToNobodyForTenMinutes_When_ItIsDeclined()
    {
        Lender lender = new("192.0.2.100-192.0.2.100,24");
        string address = lender.Lend(Mac);

        BootAnswer answer = lender.Handle(new Question(DhcpMessageType.Decline, Mac).WithAddress(54, "192.0.2.1").WithAddress(50, address));

        Assert.Equal(DhcpLeaseState.Declined, answer.Lease!.State);
        Assert.Null(answer.Reply);
        Assert.Null(lender.Discover(Mac));
        Assert.Null(lender.Discover(Lender.Mac(2)));
        lender.Now += TimeSpan.FromMinutes(10);
        Assert.Equal(address, lender.Discover(Lender.Mac(2)));
    }

    [Fact]
    public void Decline_IsIgnored_When_TheAddressIsAnothers()
    {
        string address = _lender.Lend(Lender.Mac(9));
        _lender.Lend(Mac);

        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Decline, Mac).WithAddress(54, "192.0.2.1").WithAddress(50, address));

        Assert.Equal(BootVerdict.NotForUs, answer.Verdict);
    }

    [Fact]
    public void Address_IsFreeAndStillItsOwn_When_ItIsGivenBack()
    {
        string address = _lender.Lend(Mac);

        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Release, Mac).WithAddress(54, "192.0.2.1").From(address));

        Assert.Equal((DhcpLeaseState.Free, null), (answer.Lease!.State, answer.Reply));
        Assert.Equal(address, _lender.Lend(Mac));
    }

    [Fact]
    public void Client_IsToldTheRestWithoutAnAddress_When_ItInforms()
    {
        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Inform, Mac).From("192.0.2.50"));
        Reply reply = new(answer);

        Assert.Equal((5, "0.0.0.0", "192.0.2.50:68", "255.255.255.0"), (reply.Type, reply.YourAddress, reply.Destination, reply.AddressOf(1)));
        Assert.False(reply.Options.ContainsKey(51));
        Assert.Null(answer.Lease);
    }

    [Fact]
    public void Relay_OfAnotherNetwork_IsNotAnswered() =>
        Assert.Equal(BootVerdict.NotForUs, _lender.Handle(new Question(DhcpMessageType.Discover, Mac).Through("198.51.100.1")).Verdict);
}
