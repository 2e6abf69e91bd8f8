using Oack.Protocol;

namespace Oack.Cli.Serving;

/// <summary>
/// Hands datagrams from the threads that serve to the one that writes. A server's thread copies the bytes and goes on; it
/// never waits for the disk. What finds no room is dropped, and counted.
/// </summary>
internal sealed class CaptureQueue(int capacityBytes, TimeProvider time)
{
    // The writer lets datagrams gather, so that it is woken some times a second and not for each of them.
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private CaptureBatch _filling = new(capacityBytes);
    private CaptureBatch _spare = new(capacityBytes);
    private bool _isClosed;

    /// <summary>Adds a datagram, with the time of now; after <see cref="Close"/> nothing.</summary>
    public void Add(bool isSent, in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            // Within the lock, so that the times of a recording do not run backwards between threads.
            Instant now = Instant.Zero + (time.GetUtcNow() - DateTimeOffset.UnixEpoch);
            bool wasEmpty = _filling.IsEmpty;
            bool wasHalfFull = _filling.IsHalfFull;
            _filling.Add(new CapturedDatagram(now, from, to, bytes.Length, isSent), bytes);
            if (wasEmpty || _filling.IsHalfFull != wasHalfFull)
            {
                Monitor.Pulse(_gate);
            }
        }
    }

    /// <summary>Lets nothing more in; what is there is still given.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for datagrams and gives them; they hold until the next call. On the writer's thread.</summary>
    public CaptureBatch Take()
    {
        lock (_gate)
        {
            while (_filling.IsEmpty && !_isClosed)
            {
                Monitor.Wait(_gate);
            }

            if (!_isClosed && !_filling.IsHalfFull)
            {
                Monitor.Wait(_gate, s_gathering);
            }

            _spare.Clear();
            (_filling, _spare) = (_spare, _filling);
            _spare.IsLast = _isClosed;
            return _spare;
        }
    }
}
