using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Lease;

/// <summary>Addresses are lent as RFC 2131 §4.3 says: each to one client, and a client's own to it again.</summary>
public sealed class LendingTests
{
    private readonly Lender _lender = new();

    [Fact]
    public void ClientIsToldTheNetwork_When_ItGetsAnAddress()
    {
        Assert.Equal("192.0.2.100", _lender.Discover(Lender.Mac(1)));
        BootAnswer answer = _lender.Select(Lender.Mac(1), "192.0.2.100");
        Reply reply = new(answer);

        Assert.Equal((5, "192.0.2.100", "192.0.2.1"), (reply.Type, reply.YourAddress, reply.AddressOf(54)));
        Assert.Equal(("255.255.255.0", "192.0.2.1", "192.0.2.255"), (reply.AddressOf(1), reply.AddressOf(3), reply.AddressOf(28)));
        Assert.Equal((3600u, 1800u, 3150u), (reply.NumberOf(51), reply.NumberOf(58), reply.NumberOf(59)));
        Assert.Equal(DhcpLeaseState.Bound, answer.Lease!.State);
        Assert.Equal(Place.Start + TimeSpan.FromHours(1), answer.Lease.Until);
        Assert.Equal("192.0.2.100:68", reply.Destination);
    }

    [Fact]
    public void SameClientGetsTheSameAddress_When_ItAsksAgain()
    {
        string first = _lender.Lend(Lender.Mac(1));
        string other = _lender.Lend(Lender.Mac(2));
        _lender.Now += TimeSpan.FromHours(5);

        Assert.NotEqual(first, other);
        Assert.Equal(other, _lender.Lend(Lender.Mac(2)));
        Assert.Equal(first, _lender.Lend(Lender.Mac(1)));
    }

    [Fact]
    public void NoAddress_IsLentTwice_When_ManyClientsAsk()
    {
        Lender lender = new("192.0.2.100-192.0.2.199,24");
        HashSet<string> lent = [.. Enumerable.Range(1, 100).Select(number => lender.Lend(Lender.Mac(number)))];

        Assert.Equal(100, lent.Count);
        BootAnswer answer = lender.Handle(new Question(DhcpMessageType.Discover, Lender.Mac(101)));
        Assert.Equal((BootVerdict.Exhausted, null), (answer.Verdict, answer.Reply));
        Assert.Contains("all 100 of 192.0.2.100-192.0.2.199 are taken", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void AddressThatIsFreeLongest_IsLent_When_LeasesHaveRunOut()
    {
        for (int number = 1; number <= 4; number++)
        {
            _lender.Lend(Lender.Mac(number));
            _lender.Now += TimeSpan.FromMinutes(1);
        }

        Assert.Null(_lender.Discover(Lender.Mac(5)));
        _lender.Now = Place.Start + TimeSpan.FromHours(1);
        Assert.Equal("192.0.2.100", _lender.Lend(Lender.Mac(5)));

        // The first client's address is gone; it is refused, and finds none.
        Assert.Equal(6, new Reply(_lender.Select(Lender.Mac(1), "192.0.2.100")).Type);
        Assert.Null(_lender.Discover(Lender.Mac(1)));
    }

    [Fact]
    public void OfferIsKeptForAMinute()
    {
        for (int number = 1; number <= 4; number++)
        {
            Assert.NotNull(_lender.Discover(Lender.Mac(number)));
        }

        _lender.Now += TimeSpan.FromSeconds(59);
        Assert.Null(_lender.Discover(Lender.Mac(5)));
        _lender.Now += TimeSpan.FromSeconds(1);
        Assert.NotNull(_lender.Discover(Lender.Mac(5)));
    }

    [Fact]
    public void WantedAddress_IsOffered_When_ItIsFree()
    {
        Reply reply = new(_lender.Handle(new Question(DhcpMessageType.Discover, Lender.Mac(1)).WithAddress(50, "192.0.2.102")));
        Assert.Equal("192.0.2.102", reply.YourAddress);
        reply = new(_lender.Handle(new Question(DhcpMessageType.Discover, Lender.Mac(2)).WithAddress(50, "192.0.2.102")));
        Assert.NotEqual("192.0.2.102", reply.YourAddress);
        reply = new(_lender.Handle(new Question(DhcpMessageType.Discover, Lender.Mac(3)).WithAddress(50, "192.0.2.200")));
        Assert.InRange(int.Parse(reply.YourAddress.Split('.')[3], System.Globalization.CultureInfo.InvariantCulture), 100, 103);
    }

    [Fact]
    public void Client_IsKnownByItsIdentifier_When_ItSendsOne()
    {
        Question Identified(string mac, byte number) => new Question(DhcpMessageType.Discover, mac).With(61, 0, 9, number);

        string first = new Reply(_lender.Handle(Identified(Lender.Mac(1), 1))).YourAddress;
        Reply second = new(_lender.Handle(Identified(Lender.Mac(1), 2)));
        Assert.NotEqual(first, second.YourAddress);
        Assert.Equal(first, new Reply(_lender.Handle(Identified(Lender.Mac(2), 1))).YourAddress);

        // RFC 6842 §3: it comes back.
        Assert.Equal([0, 9, 2], second.Options[61]);
    }

    [Fact]
    public void FileIsInTheSameAnswer_When_TheClientBoots()
    {
        BootAnswer answer = _lender.Handle(new Question(DhcpMessageType.Discover).Pxe(7).With(55, 66, 67));
        Reply reply = new(answer);

        Assert.Equal(("grubx64.efi", "192.0.2.1", "192.0.2.100"), (reply.File, reply.NextServer, reply.YourAddress));
        Assert.Equal("grubx64.efi", reply.TextOf(67));
        Assert.False(reply.Options.ContainsKey(60), "with PXEClient a client would ask port 4011 once more");
        Assert.Equal((BootVerdict.Answered, "grubx64.efi"), (answer.Verdict, answer.File));
    }

    [Fact]
    public void AddressIsGiven_When_ThereIsNothingToBoot()
    {
        Lender lender = new(files: Place.Files("nothing"));
        BootAnswer answer = lender.Handle(new Question(DhcpMessageType.Discover).Pxe(7));

        Assert.Equal("192.0.2.100", new Reply(answer).YourAddress);
        Assert.Contains("nothing to boot", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void RealClient_GetsItsAddress()
    {
        BootAnswer answer = _lender.Server.HandleDatagram(Place.Start, Place.Broadcast, CapturedMessages.UefiDiscover);
        Reply reply = new(answer);

        Assert.Equal(("192.0.2.100", "255.255.255.255:68", "grubx64.efi"), (reply.YourAddress, reply.Destination, reply.File));
    }
}
