using System.Runtime.Versioning;

namespace Oack.Content;

/// <summary>
/// A file in memory without a name (memfd_create(2)), mapped, that hot segments are parts of. From a file the system can
/// send pages as they are (sendfile(2), Linux 6.5), where it copies from other memory.
/// </summary>
/// <remarks>
/// <para>No one else can shorten it: it is sealed. Its memory is asked for before it is touched, because a page that cannot
/// be had is a signal that ends the process (SIGBUS). The mapping goes with the last reference.</para>
/// <para>It must consist of small pages, whole ones for each segment. A page that is being sent is replaced by cutting it out
/// of the file; out of a larger page the system cuts by writing zeros.</para>
/// </remarks>
internal sealed class HotMemory
{
    private static readonly Version s_firstKernel = new(6, 5);

    private readonly nuint _lengthBytes;

    private HotMemory(int descriptor, nint address, nuint lengthBytes) =>
        (Descriptor, Address, _lengthBytes) = (descriptor, address, lengthBytes);

    ~HotMemory()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = LinuxNative.Unmap(Address, _lengthBytes);
            _ = LinuxNative.Close(Descriptor);
        }
    }

    /// <summary>The file.</summary>
    public int Descriptor { get; }

    /// <summary>Where it is mapped.</summary>
    public nint Address { get; }

    /// <summary>Makes one; null where the system cannot, or where it would gain nothing.</summary>
    /// <param name="lengthBytes">How long it may become; memory is taken as it is used.</param>
    [SupportedOSPlatform("linux")]
    public static HotMemory? TryCreate(long lengthBytes)
    {
        if (!LinuxNative.IsSupported
            || !Environment.Is64BitProcess
            || Environment.OSVersion.Version < s_firstKernel
            || HotBlocks.SegmentBytes % Environment.SystemPageSize != 0)
        {
            return null;
        }

        int descriptor = LinuxNative.CreateMemoryFile("oack-hot\0"u8);
        if (descriptor < 0)
        {
            return null;
        }

        nint address = 0;
        if (LinuxNative.SetLength(descriptor, (nint)lengthBytes) == 0
            && LinuxNative.SealLength(descriptor) == 0
            && (address = LinuxNative.MapShared(descriptor, (nuint)lengthBytes)) != LinuxNative.NotMapped)
        {
            HotMemory memory = new(descriptor, address, (nuint)lengthBytes);
            return LinuxNative.UseSmallPages(address, (nuint)lengthBytes) ? memory : null;
        }

        _ = LinuxNative.Close(descriptor);
        return null;
    }

    /// <summary>A part of the file, with memory behind it; null when there is none left.</summary>
    [SupportedOSPlatform("linux")]
    public LeasedBytes? TryTake(long offset, int lengthBytes) =>
        LinuxNative.Populate(Address + (nint)offset, (nuint)lengthBytes) == 0 ? new(this, offset, lengthBytes) : null;

    /// <summary>Puts other pages in the place of some that may still be in use.</summary>
    [SupportedOSPlatform("linux")]
    public bool TryReplace(long offset, int lengthBytes) =>
        LinuxNative.CutOut(Descriptor, offset, lengthBytes) == 0
        && LinuxNative.Populate(Address + (nint)offset, (nuint)lengthBytes) == 0;
}
