using Oack.Trace.Capture;
using Oack.Trace.Live;

namespace Oack.Interop.Tests.Firmware;

/// <summary>A capture that a thread of its own writes to a file while a machine boots.</summary>
internal sealed class CaptureFile : IAsyncDisposable
{
    /// <summary>Frames that the kernel keeps are read until none came for so long.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);

    private readonly LiveCapture _capture;
    private readonly Task _recording;
    private volatile bool _isEnding;

    internal CaptureFile(LiveCapture capture, string path)
    {
        _capture = capture;
        Path = path;
        _recording = Task.Factory.StartNew(
            Record, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The file; whole once <see cref="FinishAsync"/> is over.</summary>
    internal string Path { get; }

    /// <summary>Writes what was captured so far, and ends. Fails when frames were lost.</summary>
    internal async Task FinishAsync()
    {
        _isEnding = true;
        await _recording;
        Assert.Equal(0, _capture.DroppedFrames);
    }

    public async ValueTask DisposeAsync()
    {
        _capture.Stop();
        _isEnding = true;
        await _recording;
        _capture.Dispose();
    }

    private void Record()
    {
        using PcapngWriter writer = new(File.Create(Path));
        int index = writer.AddInterface(_capture.LinkType, _capture.InterfaceName);
        while (true)
        {
            if (_capture.TryRead(s_quiet, out CapturedFrame frame))
            {
                writer.WriteFrame(index, frame.Time, frame.Bytes, frame.OriginalBytes);
            }
            else if (_isEnding)
            {
                return;
            }
        }
    }
}
