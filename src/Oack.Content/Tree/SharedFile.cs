using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>One open version of a file, shared by every transfer of it. The last reference closes it.</summary>
internal sealed class SharedFile(
    SafeFileHandle handle, in FileVersion version, string description, SharedFileTable table)
{
    private int _references = 1;

    public SafeFileHandle Handle { get; } = handle;

    public FileVersion Version { get; } = version;

    public string Description { get; } = description;

    /// <summary>Whether the file system has refused to read without waiting; then nobody needs to ask again.</summary>
    public bool NoWaitUnsupported { get; set; } = !LinuxNative.IsSupported;

    /// <summary>One reference more. Only under the table's lock.</summary>
    public void AddReference() => _references++;

    /// <summary>One reference less; true when it was the last. Only under the table's lock.</summary>
    public bool RemoveReference() => --_references == 0;

    /// <summary>Gives back one reference.</summary>
    public void Release() => table.Release(this);
}
