namespace Oack.Cli.Tests.Support;

/// <summary>A file on a disk that is full after some bytes, or that stands still for a while.</summary>
internal sealed class TroubledDisk(int roomBytes = int.MaxValue) : Stream
{
    private readonly MemoryStream _bytes = new();
    private readonly ManualResetEventSlim _works = new(initialState: true);

    /// <summary>Set when something was written.</summary>
    public ManualResetEventSlim WasWritten { get; } = new();

    /// <summary>Set while a write stands still.</summary>
    public ManualResetEventSlim Stands { get; } = new();

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _bytes.Length;

    public override long Position { get => _bytes.Position; set => _bytes.Position = value; }

    public byte[] ToArray() => _bytes.ToArray();

    public void StandStill() => _works.Reset();

    public void GoOn() => _works.Set();

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!_works.IsSet)
        {
            Stands.Set();
            _works.Wait();
        }

        long before = _bytes.Position;
        int room = (int)Math.Min(count, roomBytes - before);
        _bytes.Write(buffer, offset, room);
        if (room < count)
        {
            // As a FileStream does: what fails leaves bytes behind, and the position where it was.
            _bytes.Position = before;
            throw new IOException("No space left on device");
        }

        WasWritten.Set();
    }

    public override void SetLength(long value) => _bytes.SetLength(value);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => _bytes.Seek(offset, origin);
}
