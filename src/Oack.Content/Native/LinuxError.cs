using System.Runtime.InteropServices;

namespace Oack.Content;

/// <summary>The errno values of Linux that mean something to a directory tree.</summary>
internal static class LinuxError
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NoDeviceOrAddress = 6;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int TableFull = 23;
    public const int TooManyOpen = 24;
    public const int FileTooBig = 27;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int NameTooLong = 36;
    public const int NotImplemented = 38;
    public const int TooManyLinks = 40;
    public const int NotSupported = 95;
    public const int QuotaExceeded = 122;

    /// <summary>What an errno means for a name below the root.</summary>
    public static TreeOutcome ToOutcome(int error)
    {
        TreeStatus status = error switch
        {
            NoEntry or NotDirectory => TreeStatus.NotFound,
            AccessDenied or NotPermitted => TreeStatus.Denied,
            IsDirectory => TreeStatus.IsDirectory,
            CrossDevice => TreeStatus.Outside,
            TooManyLinks => TreeStatus.LinkLoop,
            NoDeviceOrAddress => TreeStatus.Special,
            NameTooLong => TreeStatus.TooLong,
            Exists => TreeStatus.Exists,
            NoSpace or QuotaExceeded or FileTooBig => TreeStatus.DiskFull,
            ReadOnlyFileSystem => TreeStatus.ReadOnlyMedium,
            TableFull or TooManyOpen => TreeStatus.OutOfHandles,
            _ => TreeStatus.Failed,
        };
        return new(status, Text(error));
    }

    /// <summary>What the system calls an errno.</summary>
    public static string Text(int error) => Marshal.GetPInvokeErrorMessage(error);
}
