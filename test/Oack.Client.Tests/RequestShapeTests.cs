using Oack.Protocol;
using Oack.Protocol.Options;

namespace Oack.Client.Tests;

/// <summary>What a request asks for, from what the user wants and what the path allows.</summary>
public sealed class RequestShapeTests
{
    [Fact]
    public void AsksForThePathsBlockAndAWindow_When_NothingIsSaid()
    {
        OptionList asked = RequestShape.First(TftpClientOptions.Default, pathBlockSize: 1_468).ToAsked(TftpClientOptions.Default, 0);

        Assert.Equal([(OptionKind.TransferSize, 0L), (OptionKind.BlockSize, 1_468L), (OptionKind.WindowSize, 16L)], List(asked));
    }

    [Fact]
    public void AsksForACautiousBlock_When_ThePathIsUnknown() =>
        Assert.Equal(1_428, RequestShape.First(TftpClientOptions.Default, pathBlockSize: null).BlockSize);

    [Fact]
    public void AsksForWhatTheUserSays_When_HeDoes()
    {
        TftpClientOptions options = new() { BlockSize = 512, WindowBlocks = 1, Timeout = TimeSpan.FromSeconds(5), RolloverTo = 1 };

        OptionList asked = RequestShape.First(options, pathBlockSize: 1_468).ToAsked(options, 0);

        Assert.Equal(
            [(OptionKind.TransferSize, 0L), (OptionKind.BlockSize, 512L), (OptionKind.Timeout, 5L), (OptionKind.Rollover, 1L)], List(asked));
    }

    [Fact]
    public void AsksInMicroseconds_When_TheTimeoutIsNoWholeSecond()
    {
        TftpClientOptions options = new() { Timeout = TimeSpan.FromMilliseconds(250), AsksTransferSize = false };

        OptionList asked = (RequestShape.First(options, null) with { BlockSize = 0, WindowBlocks = 1 }).ToAsked(options, 0);

        Assert.Equal([(OptionKind.MicrosecondTimeout, 250_000L)], List(asked));
    }

    [Fact]
    public void LeavesSizeOut_When_ItIsUnknownOrTextIsTranslated()
    {
        TftpClientOptions netascii = new() { Mode = TransferMode.Netascii };
        RequestShape shape = RequestShape.First(netascii, 1_468);

        Assert.False(shape.ToAsked(netascii, 0).Contains(OptionKind.TransferSize));
        Assert.False(shape.ToAsked(TftpClientOptions.Default, null).Contains(OptionKind.TransferSize));
    }

    [Fact]
    public void AsksForNothing_When_OptionsAreOff()
    {
        TftpClientOptions options = new() { UsesOptions = false, Timeout = TimeSpan.FromSeconds(3) };

        Assert.Equal(0, RequestShape.First(options, 1_468).ToAsked(options, 0).Count);
    }

    [Fact]
    public async Task NamesTheRange_When_AnOptionIsOutside()
    {
        await using TftpClient client = new();
        using Scripted.MemoryTarget target = new();
        foreach (TftpClientOptions wrong in new TftpClientOptions[]
        {
            new() { BlockSize = 7 }, new() { BlockSize = 65_465 }, new() { WindowBlocks = 0 }, new() { WindowBlocks = 65_536 },
            new() { Timeout = TimeSpan.FromMilliseconds(9) }, new() { Timeout = TimeSpan.FromSeconds(256) }, new() { RolloverTo = 2 },
            new() { Retries = -1 }, new() { Patience = TimeSpan.Zero },
        })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.GetAsync(
                TftpUri.Parse("127.0.0.1:x"), target, wrong, cancellationToken: TestContext.Current.CancellationToken));
        }
    }

    private static List<(OptionKind Kind, long Value)> List(in OptionList options)
    {
        List<(OptionKind, long)> list = [];
        for (int i = 0; i < options.Count; i++)
        {
            list.Add((options[i].Kind, options[i].Value));
        }

        return list;
    }
}
