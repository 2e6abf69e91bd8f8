using System.Text;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>The ways of a transfer with content, without a transfer.</summary>
internal static class Reading
{
    private const int BlockBytes = 1432;

    /// <summary>Reads blocks as a transfer does, to the end.</summary>
    public static async Task<byte[]> ToEndAsync(ReadContent content, int blockBytes = BlockBytes)
    {
        using MemoryStream all = new();
        byte[] block = new byte[blockBytes];
        while (true)
        {
            int count = await BlockAsync(content, all.Length, block);
            all.Write(block, 0, count);
            if (count < block.Length)
            {
                return all.ToArray();
            }

            content.Release(all.Length - Math.Min(all.Length, 4 * blockBytes));
        }
    }

    /// <summary>Reads to the end, as text.</summary>
    public static async Task<string> TextAsync(ReadContent content) => Encoding.Latin1.GetString(await ToEndAsync(content));

    /// <summary>Reads one block, waiting where that is asked for.</summary>
    public static async Task<int> BlockAsync(ReadContent content, long offset, Memory<byte> block)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            ContentStatus status = content.TryRead(offset, block.Span, out int count);
            if (status == ContentStatus.Ok)
            {
                return count;
            }

            Assert.Equal(ContentStatus.Pending, status);
            Assert.Equal(0, count);
            await content.PrepareReadAsync(offset, block.Length, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("the content is pending after it was prepared");
    }

    /// <summary>Reads one block; the status of the last attempt.</summary>
    public static async Task<ContentStatus> StatusAsync(ReadContent content, long offset, Memory<byte> block)
    {
        ContentStatus status = content.TryRead(offset, block.Span, out _);
        if (status == ContentStatus.Pending)
        {
            await content.PrepareReadAsync(offset, block.Length, TestContext.Current.CancellationToken);
            status = content.TryRead(offset, block.Span, out _);
        }

        return status;
    }

    /// <summary>Writes blocks as a transfer does; the status of the first that was not taken, or Ok.</summary>
    public static async Task<ContentStatus> WriteAsync(WriteContent content, ReadOnlyMemory<byte> bytes, int blockBytes = BlockBytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlyMemory<byte> block = bytes[..Math.Min(blockBytes, bytes.Length)];
            ContentStatus status = content.TryWrite(block.Span);
            switch (status)
            {
                case ContentStatus.Ok:
                    bytes = bytes[block.Length..];
                    break;
                case ContentStatus.Pending:
                    await content.PrepareWriteAsync(TestContext.Current.CancellationToken);
                    break;
                default:
                    return status;
            }
        }

        return ContentStatus.Ok;
    }

    /// <summary>Writes and commits; null when stored, else why not.</summary>
    public static async Task<ContentRefusal?> StoreAsync(WriteContent content, ReadOnlyMemory<byte> bytes) =>
        await WriteAsync(content, bytes) == ContentStatus.Failed
            ? content.Failure
            : await content.CommitAsync(TestContext.Current.CancellationToken);

    /// <summary>Bytes that differ from block to block.</summary>
    public static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 8) ^ (i >> 16));
        }

        return bytes;
    }
}
