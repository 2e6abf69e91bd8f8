using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>One open version of a file, shared by every transfer of it. Its table closes it.</summary>
internal sealed class SharedFile(
    SafeFileHandle handle, in FileVersion version, string description, SharedFileTable table)
{
    private readonly FileVersion _version = version;
    private int _references = 1;

    public SafeFileHandle Handle { get; } = handle;

    public ref readonly FileVersion Version => ref _version;

    /// <summary>A hash of the version, the same for each opening of it.</summary>
    public ulong VersionHash { get; } = Hash(version);

    public string Description { get; } = description;

    /// <summary>Whether the file system has refused to read without waiting; then nobody needs to ask again.</summary>
    public bool NoWaitUnsupported { get; set; } = !LinuxNative.IsSupported;

    /// <summary>Whether its times are so long ago that they tell each change from it.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Whether it was found to be another version than it was when it was opened.</summary>
    public bool HasChanged { get; set; }

    /// <summary>When it became idle, as a timestamp of the table's clock. Only under the table's lock.</summary>
    public long IdleSince { get; set; }

    /// <summary>Whether nobody reads it. Only under the table's lock.</summary>
    public bool IsIdle => _references == 0;

    /// <summary>One reference more. Only under the table's lock.</summary>
    public void AddReference() => _references++;

    /// <summary>One reference less; true when it was the last. Only under the table's lock.</summary>
    public bool RemoveReference() => --_references == 0;

    /// <summary>Gives back one reference.</summary>
    public void Release() => table.Release(this);

    private static ulong Hash(in FileVersion version)
    {
        const ulong Mixer = 0x9E37_79B9_7F4A_7C15;
        ulong hash = version.Inode * Mixer;
        hash = (BitOperations.RotateLeft(hash, 29) ^ (ulong)version.ChangedTicks) * Mixer;
        hash = (BitOperations.RotateLeft(hash, 29) ^ (ulong)version.LengthBytes) * Mixer;
        return BitOperations.RotateLeft(hash, 29) ^ version.Device;
    }
}
