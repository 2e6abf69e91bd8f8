using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Net.Linux;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

[SupportedOSPlatform("linux")]
public sealed class EpollPollerTests
{
    [Fact]
    public void ASocketThatTheSystemDoesNotTake_LeavesTheOthersAsTheyWere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll is Linux's");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using EpollPoller poller = new();
        PolledSocket heard = new(socket);
        poller.Add(heard);
        PolledSocket again = new(socket);

        // The same descriptor a second time: EEXIST.
        Assert.Throws<SocketException>(() => poller.Add(again));
        poller.Remove(again);
        socket.SendTo([1], socket.LocalEndPoint!);

        Assert.Equal(1, poller.Count);
        Assert.Equal(1, poller.Wait(TestTimeouts.Patience));
        Assert.Same(heard, poller.Ready(0));
        poller.Remove(heard);
        poller.Add(again);
        Assert.Equal(1, poller.Wait(TestTimeouts.Patience));
        Assert.Same(again, poller.Ready(0));
    }
}
