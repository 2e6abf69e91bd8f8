using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>The file in memory that hot segments stand in, whose pages leave as they are.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class HotMemoryTests
{
    private const int PartBytes = HotBlocks.SegmentBytes;

    /// <summary>A receiver that reads late must get what was sent, not what stands there by then.</summary>
    [Fact]
    public void WhatWasSent_StaysAsItWas_When_ThePagesAreReplaced()
    {
        HotMemory memory = Create(4);
        LeasedBytes part = memory.TryTake(PartBytes, PartBytes)!;
        part.Span.Fill(1);
        using Socket receiver = Bound();
        using Socket sender = Bound();
        sender.Connect(receiver.LocalEndPoint!);
        byte[] datagram = new byte[40_000];
        long offset = part.FileOffset;
        Assert.Equal(datagram.Length, SendFile((int)sender.Handle, part.File, ref offset, datagram.Length));
        part.WereHandedOver = true;

        Assert.True(part.TryRenew());
        part.Span.Fill(2);

        Assert.False(part.WereHandedOver);
        Assert.Equal(datagram.Length, receiver.Receive(datagram));
        Assert.All(datagram, value => Assert.Equal(1, value));
        offset = part.FileOffset;
        Assert.Equal(datagram.Length, SendFile((int)sender.Handle, part.File, ref offset, datagram.Length));
        Assert.Equal(datagram.Length, receiver.Receive(datagram));
        Assert.All(datagram, value => Assert.Equal(2, value));
    }

    [Fact]
    public void Parts_AreTheirOwn()
    {
        HotMemory memory = Create(3);
        LeasedBytes[] parts = [.. Enumerable.Range(0, 3).Select(index => memory.TryTake(index * PartBytes, PartBytes)!)];
        for (int index = 0; index < parts.Length; index++)
        {
            Assert.Equal(PartBytes, parts[index].Length);
            parts[index].Span.Fill((byte)(index + 1));
        }

        for (int index = 0; index < parts.Length; index++)
        {
            Assert.False(parts[index].Span.ContainsAnyExcept((byte)(index + 1)));
        }
    }

    /// <summary>Who shortened the file would end the process with the next access.</summary>
    [Fact]
    public void NobodyCanShortenTheFile()
    {
        HotMemory memory = Create(1);

        Assert.Equal(-1, LinuxNative.SetLength(memory.Descriptor, 0));

        LeasedBytes part = memory.TryTake(0, PartBytes)!;
        part.Span.Fill(1);
        Assert.Equal(1, part.Span[^1]);
    }

    /// <summary>A window is split where that spares a copy, and only of what is hot.</summary>
    [Fact]
    public async Task ARunEndsWithItsSegment_When_ItIsHot()
    {
        Assert.SkipUnless(LinuxNative.IsSupported, "the cache is for Linux");
        _ = Create(1);
        using Serving serving = new(Way.OpenAt2, options => options with { CacheBytes = 64 * PartBytes, Clock = ManualClock.Later() });
        await File.WriteAllBytesAsync(serving.At("image"), Reading.Pattern(1_000_000), TestContext.Current.CancellationToken);
        using ReadContent first = await serving.OpenOkAsync("image");
        using ReadContent second = await serving.OpenOkAsync("image");
        Assert.Equal(45, second.CountTogether(new(1, 45, 1_428, 0)));
        await Runs.ToEndAsync(first, 1_428, 45);

        await Runs.ToEndAsync(second, 1_428, 45);

        Assert.Equal(32, second.CountTogether(new(1, 45, 1_428, 0)));
        Assert.Equal(13, second.CountTogether(new(20, 45, 1_428, 0)));
        Assert.Equal(5, second.CountTogether(new(20, 5, 1_428, 0)));
        Assert.Equal(64, second.CountTogether(new(1, 64, 512, 0)));
        Assert.Equal(5, second.CountTogether(new(1, 7, 8_192, 0)));
    }

    private static HotMemory Create(int parts)
    {
        HotMemory? memory = HotMemory.TryCreate((long)parts * PartBytes);
        Assert.SkipWhen(memory is null, "this kernel does not send pages of a file in memory");
        return memory;
    }

    private static Socket Bound()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    [LibraryImport("libc", EntryPoint = "sendfile", SetLastError = true)]
    private static partial nint SendFile(int socket, int file, ref long offset, nint count);
}
