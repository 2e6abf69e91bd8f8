using System.Net.NetworkInformation;
using Oack.Boot.Serving;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Serving;

/// <summary>Interfaces by name.</summary>
public sealed class BootInterfacesTests
{
    [Fact]
    public void Interface_IsNamedWithThoseThatThereAre_When_ItIsMissing()
    {
        BootServerException exception = Assert.Throws<BootServerException>(() => BootInterfaces.Find(["no-such-link"], range: null));

        Assert.Contains("there is no interface no-such-link; there are", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loopback_IsTakenOnlyByName()
    {
        NetworkInterface loopback = NetworkInterface.GetAllNetworkInterfaces()
            .First(link => link.NetworkInterfaceType == NetworkInterfaceType.Loopback);

        BootInterface found = Assert.Single(BootInterfaces.Find([loopback.Name], range: null));
        Assert.Equal(("127.0.0.1", "255.0.0.0"), (found.Address.ToString(), found.Mask.ToString()));
    }

    [Fact]
    public void Server_HoldsNothing_When_ItCannotBegin()
    {
        using BootServer server = new(new BootServerOptions { Boot = Place.Settings(), Interfaces = ["no-such-link"] });

        Assert.Throws<BootServerException>(server.Start);
        Assert.Empty(server.Interfaces);
    }
}
