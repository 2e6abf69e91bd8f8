namespace Oack.Content;

/// <summary>
/// The contents of one directory that wait for another transfer, so that opening a file allocates nothing.
/// </summary>
/// <param name="hot">The cache that they read from, if any.</param>
internal sealed class FileReadContentPool(HotBlocks? hot)
{
    private const int MaxResting = 256;

    /// <summary>
    /// A content rests until so many others have ended after it. Whoever disposes one for a second time would otherwise
    /// take it away from the transfer that has it next.
    /// </summary>
    private const int MinResting = 32;

    private readonly Lock _lock = new();
    private readonly Queue<FileReadContent> _resting = new(MaxResting);
    private uint _readers;

    /// <summary>The cache, if any.</summary>
    public HotBlocks? Hot => hot;

    /// <summary>A content for one transfer.</summary>
    /// <param name="file">One reference to the file, which the content gives back.</param>
    public FileReadContent Open(SharedFile file)
    {
        FileReadContent? content = null;
        uint reader;
        lock (_lock)
        {
            reader = ++_readers;
            if (_resting.Count > MinResting)
            {
                content = _resting.Dequeue();
            }
        }

        content ??= new(this);
        content.Open(file, reader);
        return content;
    }

    /// <summary>Takes back a content that was disposed.</summary>
    public void Return(FileReadContent content)
    {
        lock (_lock)
        {
            if (_resting.Count < MaxResting)
            {
                _resting.Enqueue(content);
            }
        }
    }
}
