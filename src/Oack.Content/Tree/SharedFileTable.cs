using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// The files that are open for reading, one handle a version, so that a thousand clients that boot from one image hold
/// one file. As large as the number of different files in transfer at the moment; and where the table has a clock, a
/// few more that were in transfer until a moment ago, because clients of one kind ask for the same files one after the
/// other.
/// </summary>
/// <remarks>
/// An idle file is found only by its version, which each request looks up anew below the root: that it is still open
/// says nothing about its name. What it costs is the disk space of a file that was deleted, and a file system that
/// cannot be unmounted, for as long as it is idle: <see cref="IdleTime"/>, and at most half of that again.
/// </remarks>
internal sealed class SharedFileTable : IDisposable
{
    /// <summary>The most files that are open with no transfer.</summary>
    public const int MaxIdleFiles = 64;

    /// <summary>How long a file stays open after its last transfer.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_timerPeriod = IdleTime / 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<FileVersion, SharedFile> _files = [];
    private readonly List<SharedFile> _idle = new(MaxIdleFiles + 1);
    private readonly TimeProvider? _clock;
    private readonly ITimer? _timer;
    private bool _timerRuns;
    private bool _isDisposed;

    /// <summary>A table that closes each file with its last reference.</summary>
    public SharedFileTable()
    {
    }

    /// <summary>A table that keeps files open for a moment.</summary>
    public SharedFileTable(TimeProvider clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(
            static table => ((SharedFileTable)table!).HandleTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many files somebody reads.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _files.Count - _idle.Count;
            }
        }
    }

    /// <summary>How many files are open that nobody reads.</summary>
    public int IdleCount
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>A reference to a version that is already open.</summary>
    public bool TryAcquire(in FileVersion version, out SharedFile? file)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(version, out file))
            {
                AddReference(file);
                return true;
            }
        }

        return false;
    }

    /// <summary>A reference to a file that was just opened; closes the handle when the version is open already.</summary>
    public SharedFile Share(SafeFileHandle handle, in FileVersion version, string description)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(version, out SharedFile? file))
            {
                file = new(handle, version, description, this);
                _files.Add(version, file);
                return file;
            }

            AddReference(file);
            handle.Dispose();
            return file;
        }
    }

    /// <summary>Gives back one reference.</summary>
    public void Release(SharedFile file)
    {
        lock (_lock)
        {
            if (!file.RemoveReference())
            {
                return;
            }

            if (_clock is not null && !_isDisposed)
            {
                file.IdleSince = _clock.GetTimestamp();
                _idle.Add(file);
                StartTimer();
                if (_idle.Count <= MaxIdleFiles)
                {
                    return;
                }

                file = _idle[0];
                _idle.RemoveAt(0);
            }

            _files.Remove(file.Version);
        }

        file.Handle.Dispose();
    }

    /// <summary>Closes what is idle, and from now on each file with its last reference.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _timer?.Dispose();
        CloseIdle(TimeSpan.Zero);
    }

    private void AddReference(SharedFile file)
    {
        if (file.IsIdle)
        {
            _idle.Remove(file);
        }

        file.AddReference();
    }

    /// <summary>There is a timer only while there are idle files: a server at rest does not wake up.</summary>
    private void StartTimer()
    {
        if (!_timerRuns && !_isDisposed)
        {
            _timerRuns = _timer!.Change(s_timerPeriod, Timeout.InfiniteTimeSpan);
        }
    }

    private void HandleTimer()
    {
        CloseIdle(IdleTime);
        lock (_lock)
        {
            _timerRuns = false;
            if (_idle.Count > 0)
            {
                StartTimer();
            }
        }
    }

    private void CloseIdle(TimeSpan olderThan)
    {
        while (TryTakeIdle(olderThan) is { } file)
        {
            file.Handle.Dispose();
        }
    }

    /// <summary>Takes the file out that is idle for the longest time, if it is long enough.</summary>
    private SharedFile? TryTakeIdle(TimeSpan olderThan)
    {
        lock (_lock)
        {
            if (_idle.Count == 0 || _clock!.GetElapsedTime(_idle[0].IdleSince) < olderThan)
            {
                return null;
            }

            SharedFile file = _idle[0];
            _idle.RemoveAt(0);
            _files.Remove(file.Version);
            return file;
        }
    }
}
