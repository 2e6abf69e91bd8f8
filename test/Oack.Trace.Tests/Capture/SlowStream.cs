namespace Oack.Trace.Tests.Capture;

/// <summary>A stream that gives few bytes at a time and cannot seek, as a pipe does.</summary>
internal sealed class SlowStream(byte[] bytes, int atATime) : Stream
{
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int step = Math.Min(Math.Min(count, atATime), bytes.Length - _given);
        bytes.AsSpan(_given, step).CopyTo(buffer.AsSpan(offset));
        _given += step;
        return step;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
