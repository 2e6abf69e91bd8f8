using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// The files that are open for reading, one handle a version, so that a thousand clients that boot from one image hold
/// one file. As large as the number of different files in transfer at the moment; nothing stays open for later.
/// </summary>
internal sealed class SharedFileTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<FileVersion, SharedFile> _files = [];

    /// <summary>How many files are open.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _files.Count;
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
                file.AddReference();
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

            file.AddReference();
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

            _files.Remove(file.Version);
        }

        file.Handle.Dispose();
    }
}
