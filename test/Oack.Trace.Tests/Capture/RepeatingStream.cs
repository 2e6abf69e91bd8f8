namespace Oack.Trace.Tests.Capture;

/// <summary>A long file that is nowhere: a beginning, and then the same bytes again and again.</summary>
internal sealed class RepeatingStream(byte[] beginning, byte[] repeated, int times) : Stream
{
    private readonly long _length = beginning.Length + ((long)repeated.Length * times);
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int got = 0;
        while (got < buffer.Length && _given < _length)
        {
            ReadOnlySpan<byte> source = _given < beginning.Length
                ? beginning.AsSpan((int)_given)
                : repeated.AsSpan((int)((_given - beginning.Length) % repeated.Length));
            int step = Math.Min(source.Length, buffer.Length - got);
            source[..step].CopyTo(buffer[got..]);
            got += step;
            _given += step;
        }

        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
