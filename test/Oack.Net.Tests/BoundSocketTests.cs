using System.Net;
using System.Net.Sockets;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>What a socket of transfers takes along from one to the next, and what it does not.</summary>
public sealed class BoundSocketTests
{
    /// <summary>What the path to one peer refuses, the path to the next may take.</summary>
    [Fact]
    public void TrainsLeaveAsAtFirst_When_TheNextTransferBegins()
    {
        using BoundSocket socket = Bound();
        using BoundSocket twin = Bound();
        socket.Twin = twin;
        socket.SendLevel = SendLevel.Batched;
        twin.SendLevel = SendLevel.Single;

        socket.Channel = ChannelId.Transfer(5, 2);

        Assert.Equal(SendLevel.Paged, socket.SendLevel);
        Assert.Equal(SendLevel.Paged, twin.SendLevel);
    }

    [Fact]
    public void ASocketRests_Unless_ItOrItsTwinHasSomethingToSend()
    {
        using BoundSocket socket = Bound();
        using BoundSocket twin = Bound();
        socket.Twin = twin;
        IdleSockets idle = new(max: IdleSockets.MinResting + 1, (_, _) => { });

        socket.Stalled = new Queue<StalledTrain>();
        Assert.False(idle.TryAdd(socket));
        socket.Stalled = null;
        twin.Stalled = new Queue<StalledTrain>();
        Assert.False(idle.TryAdd(socket));
        twin.Stalled = null;
        Assert.True(idle.TryAdd(socket));
        Assert.Equal(1, idle.Count);
    }

    [Fact]
    public void NoSocketRests_When_SoFewMayThatNoneIsTakenAgain()
    {
        using BoundSocket socket = Bound();
        IdleSockets idle = new(max: IdleSockets.MinResting, (_, _) => { });

        Assert.False(idle.TryAdd(socket));
    }

    private static BoundSocket Bound()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new BoundSocket(socket, isIPv6: false, ChannelId.Transfer(0, 1), asksDestination: false);
    }
}
