using Microsoft.Extensions.Logging;
using Oack.Cli.Output;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Cli.Serving;

/// <summary>
/// Records what a server receives and sends in a file for Wireshark, until a limit is reached or the server stops. What
/// goes wrong with the file ends the recording, with one warning, and never a transfer.
/// </summary>
internal sealed class CaptureRecorder : IDatagramTap, IDisposable
{
    /// <summary>How many bytes may wait for the disk, twice: some are gathered while others are written.</summary>
    private const int QueueBytes = 16 << 20;

    private static readonly TimeSpan s_longestEnding = TimeSpan.FromSeconds(10);

    private readonly CaptureSettings _settings;
    private readonly Stream _target;
    private readonly Action<LogLevel, string> _tell;
    private readonly CaptureQueue _queue;
    private readonly Thread _writer;
    private readonly ITimer? _limit;
    private long _dropped;
    private volatile bool _isTimeOver;
    private volatile bool _isDiscarded;

    /// <summary>A recording into a stream, which it then owns.</summary>
    /// <param name="target">Where it goes; it can seek.</param>
    /// <param name="settings">The limits, and the name of the file.</param>
    /// <param name="tell">Where its messages go; called from a thread of its own.</param>
    /// <param name="time">The clock.</param>
    /// <param name="queueBytes">How many bytes may wait.</param>
    internal CaptureRecorder(
        Stream target, CaptureSettings settings, Action<LogLevel, string> tell, TimeProvider time, int queueBytes = QueueBytes)
    {
        _settings = settings;
        _target = target;
        _tell = tell;
        _queue = new CaptureQueue(queueBytes, time);
        _writer = new Thread(Write) { IsBackground = true, Name = "Oack capture" };
        _writer.Start();
        if (settings.MaxTime is { } longest)
        {
            _limit = time.CreateTimer(_ => EndByTime(), null, longest, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Makes the file, which only its owner may read, and begins.</summary>
    /// <exception cref="IOException">It exists already, or cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made there.</exception>
    public static CaptureRecorder Open(CaptureSettings settings, Action<LogLevel, string> tell, TimeProvider time)
    {
        FileStreamOptions options = new()
        {
            // Never a file that is there, not even through a link that somebody else has put there.
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new CaptureRecorder(new FileStream(settings.Path, options), settings, tell, time);
    }

    /// <inheritdoc/>
    public void OnReceived(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram) =>
        _queue.Add(isSent: false, from, to, datagram);

    /// <inheritdoc/>
    public void OnSent(in PeerEndpoint from, in PeerEndpoint to, ReadOnlySpan<byte> datagram) =>
        _queue.Add(isSent: true, from, to, datagram);

    /// <summary>Ends the recording and removes its file: there was no server.</summary>
    public void Discard()
    {
        _isDiscarded = true;
        Dispose();
        try
        {
            File.Delete(_settings.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _tell(LogLevel.Warning, $"cannot remove {_settings.Path}: {exception.Message}");
        }
    }

    /// <summary>Writes what is left, ends the recording and says so, unless it has ended before.</summary>
    public void Dispose()
    {
        _limit?.Dispose();
        _queue.Close();
        if (!_writer.Join(s_longestEnding))
        {
            _tell(LogLevel.Warning, $"the recording is not complete: writing {_settings.Path} takes too long");
        }
    }

    private void EndByTime()
    {
        _isTimeOver = true;
        _queue.Close();
    }

    /// <summary>The writer's thread.</summary>
    private void Write()
    {
        string? failure = null;
        bool isFull = false;
        CommentedCapture capture = CommentedCapture.Begin(_target, _settings.MaxBytes);
#pragma warning disable CA1031 // Whatever happens to the recording, the server goes on.
        try
        {
            using (_target)
            {
                failure = WriteAll(capture, out isFull);
            }
        }
        catch (Exception exception)
        {
            failure = exception.Message;
        }
#pragma warning restore CA1031

        _queue.Close();
        if (!_isDiscarded)
        {
            Tell(capture, isFull, failure);
        }
    }

    /// <summary>Writes the file to its end; why that failed, or null.</summary>
    private string? WriteAll(CommentedCapture capture, out bool isFull)
    {
        isFull = false;
        try
        {
            // Whoever opens the file before there is traffic finds a capture.
            capture.Flush();
            isFull = WriteBatches(capture);
            capture.Finish();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            capture.CutOff();
            return exception.Message;
        }
    }

    /// <summary>Writes until the end or until the file is full, which it returns.</summary>
    private bool WriteBatches(CommentedCapture capture)
    {
        while (true)
        {
            CaptureBatch batch = _queue.Take();
            while (batch.TryRead(out CapturedDatagram datagram, out ReadOnlySpan<byte> bytes))
            {
                if (!capture.TryAdd(datagram, bytes))
                {
                    return true;
                }
            }

            if (batch.Dropped > 0)
            {
                _dropped += batch.Dropped;
                capture.NoteGap(batch.Dropped);
            }

            capture.Flush();
            if (batch.IsLast)
            {
                return false;
            }
        }
    }

    private void Tell(CommentedCapture capture, bool isFull, string? failure)
    {
        string content = $"{Units.Count(capture.Datagrams, "datagram")}, {Units.Bytes(capture.LengthBytes)}";
        if (_dropped > 0)
        {
            _tell(LogLevel.Warning, $"{Units.Count(_dropped, "datagram")} came too fast to be recorded in {_settings.Path}; comments in it say where");
        }

        if (failure is not null)
        {
            _tell(LogLevel.Warning, $"the recording has ended, and the server goes on: cannot write {_settings.Path}: {failure.ReplaceLineEndings(" ")}");
        }
        else if (isFull || _isTimeOver)
        {
            string limit = isFull ? "--capture-size" : "--capture-time";
            _tell(LogLevel.Information, $"the recording has ended by its {limit}, and the server goes on: {_settings.Path} has {content}");
        }
        else
        {
            _tell(LogLevel.Information, $"recorded {content}, in {_settings.Path}");
        }
    }
}
