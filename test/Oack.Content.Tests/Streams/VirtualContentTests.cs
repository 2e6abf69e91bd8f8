using System.Text;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

public sealed class VirtualContentTests
{
    private static readonly ContentRefusal Forbidden = new(ErrorCode.AccessViolation, "No");

    [Fact]
    public async Task File_IsMadeForTheClient()
    {
        DelegateContent source = DelegateContent.FromBytes((request, _) => new(
            request.Name.Span.SequenceEqual("boot.ipxe"u8)
                ? Encoding.ASCII.GetBytes($"#!ipxe for {request.Client}")
                : request.Name.Span.SequenceEqual("empty"u8) ? [] : null));

        Assert.Equal("#!ipxe for 192.0.2.7", await GetAsync(source, "boot.ipxe"));
        Assert.Equal("", await GetAsync(source, "empty"));
        Assert.Equal("ERROR 1 File not found: other", await GetAsync(source, "other"));
        ContentOpening<WriteContent> upload =
            await source.OpenWriteAsync(Serving.Ask("x"u8), TestContext.Current.CancellationToken);
        Assert.Equal("Writing is disabled on this server", upload.Refusal!.Message);
    }

    [Fact]
    public async Task Upload_GoesToTheDelegate()
    {
        MemoryStream stream = new();
        DelegateContent source = new(
            (_, _) => new(new ContentOpening<ReadContent>(Forbidden)),
            (_, _) => new(new ContentOpening<WriteContent>(new StreamWriteContent(stream, leaveOpen: true))));

        using WriteContent content =
            (await source.OpenWriteAsync(Serving.Ask("x"u8), TestContext.Current.CancellationToken)).Content!;

        Assert.Null(await Reading.StoreAsync(content, Reading.Pattern(1000)));
        Assert.Equal(Reading.Pattern(1000), stream.ToArray());
    }

    [Theory]
    [InlineData("both", "first")]
    [InlineData("second", "second")]
    [InlineData("none", "ERROR 1 File not found: none")]
    [InlineData("forbidden", "ERROR 2 No")]
    public async Task Read_GoesToTheFirstSourceThatHasIt(string name, string expected)
    {
        FallbackContent source = new(
            Source(("both", "first"), ("forbidden", null)), Source(("both", "second"), ("second", "second"), ("forbidden", "second")));

        Assert.Equal(expected, await GetAsync(source, name));
    }

    [Fact]
    public async Task Upload_GoesToTheFirstSourceThatTakesUploads()
    {
        using Serving serving = Serving.Uploads(Way.Portable);
        FallbackContent source = new(Source(("a", "b")), serving.Content);

        using (WriteContent content = (await source.OpenWriteAsync(Serving.Ask("new"u8), TestContext.Current.CancellationToken)).Content!)
        {
            Assert.Null(await Reading.StoreAsync(content, Reading.Pattern(10)));
        }

        Assert.Equal(["new"], serving.Listing());
        ContentOpening<WriteContent> missing =
            await source.OpenWriteAsync(Serving.Ask("none/new"u8), TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.FileNotFound, missing.Refusal!.Code);
        ContentOpening<WriteContent> disabled = await new FallbackContent(Source(("a", "b")))
            .OpenWriteAsync(Serving.Ask("new"u8), TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.AccessViolation, disabled.Refusal!.Code);
    }

    [Fact]
    public void Bytes_AreReadAtAnyOffset()
    {
        using BytesContent content = new("0123456789"u8.ToArray(), "digits");
        byte[] block = new byte[4];

        Assert.Equal(10, content.LengthBytes);
        Assert.Equal("digits", content.Description);
        Assert.Equal(ContentStatus.Ok, content.TryRead(8, block, out int count));
        Assert.Equal("89", Encoding.ASCII.GetString(block, 0, count));
        Assert.Equal(ContentStatus.Ok, content.TryRead(10, block, out count));
        Assert.Equal(0, count);
        Assert.Equal(ContentStatus.Ok, content.TryRead(long.MaxValue, block, out count));
        Assert.Equal(0, count);
    }

    private static DelegateContent Source(params (string Name, string? Text)[] files) => new((request, _) =>
    {
        (string Name, string? Text) file = files.FirstOrDefault(file => request.Name.Span.SequenceEqual(Encoding.ASCII.GetBytes(file.Name)));
        return new(file.Name is null
            ? new ContentOpening<ReadContent>(new ContentRefusal(ErrorCode.FileNotFound, $"File not found: {Encoding.ASCII.GetString(request.Name.Span)}"))
            : file.Text is null
                ? new ContentOpening<ReadContent>(Forbidden)
                : new ContentOpening<ReadContent>(new BytesContent(Encoding.ASCII.GetBytes(file.Text))));
    });

    private static async Task<string> GetAsync(IContentSource source, string name)
    {
        ContentOpening<ReadContent> opening =
            await source.OpenReadAsync(Serving.Ask(Encoding.ASCII.GetBytes(name)), TestContext.Current.CancellationToken);
        if (opening.Content is not { } content)
        {
            return $"ERROR {(int)opening.Refusal!.Code} {opening.Refusal.Message}";
        }

        using (content)
        {
            return await Reading.TextAsync(content);
        }
    }
}
