using System.Net.Sockets;
using Xunit;

namespace Oack.Content.Tests;

public sealed class SpecialFileTests
{
    [Theory]
    [EveryWay("fifo", "socket", "link-to-fifo")]
    public async Task SpecialFile_IsRefused_Without_Hanging(Way way, string name)
    {
        Shell.NeedUnix();
        using Serving serving = new(way);
        Shell.Run("mkfifo", serving.At("fifo"));
        serving.Link("link-to-fifo", "fifo");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(serving.At("socket")));

        Assert.StartsWith("ERROR 2 Not a regular file: ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay("null", "zero")]
    public async Task Device_IsRefused(Way way, string name)
    {
        Shell.NeedRoot();
        using Serving serving = new(way);
        Shell.Run("mknod", serving.At("null"), "c", "1", "3");
        Shell.Run("mknod", serving.At("zero"), "c", "1", "5");

        Assert.StartsWith("ERROR 2 Not a regular file: ", await serving.GetAsync(name), StringComparison.Ordinal);
    }

    [Theory]
    [EveryWay]
    public async Task SpecialFile_IsRefused_When_Writing(Way way)
    {
        Shell.NeedUnix();
        using Serving serving = Serving.Uploads(way);
        Shell.Run("mkfifo", serving.At("fifo"));
        Directory.CreateDirectory(serving.At("dir"));

        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, await serving.PutCodeAsync("fifo"));
        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, await serving.PutCodeAsync("dir"));
        Assert.Equal(Protocol.Wire.ErrorCode.AccessViolation, await serving.PutCodeAsync("/"));
        Assert.Equal(["dir", "fifo"], serving.Listing());
    }
}
