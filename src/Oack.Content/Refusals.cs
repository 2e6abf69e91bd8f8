using System.Globalization;
using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>The refusals of this library: codes as RFC 1350 means them, words that help at a boot screen.</summary>
internal static class Refusals
{
    /// <summary>No uploads here. One object, so that a fallback can tell it from other refusals.</summary>
    public static ContentRefusal WritingDisabled { get; } =
        new(ErrorCode.AccessViolation, "Writing is disabled on this server");

    public static ContentRefusal NotFound(ReadOnlySpan<byte> name, string? detail = null) =>
        new(ErrorCode.FileNotFound, $"File not found: {Printable.ForMessage(name)}", detail);

    public static ContentRefusal ReadFailed(string? detail) =>
        new(ErrorCode.NotDefined, "The server cannot read the file", detail);

    public static ContentRefusal Shrunk(string? description, long lengthBytes, long offset) => new(
        ErrorCode.NotDefined,
        "The file became shorter while it was sent",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{description}: {lengthBytes} bytes when it was opened, none at {offset} now. Update files by renaming"));

    public static ContentRefusal TooLarge(long limitBytes, long? announcedBytes = null) => new(
        ErrorCode.DiskFull,
        string.Create(CultureInfo.InvariantCulture, $"File too large: at most {limitBytes} bytes"),
        announcedBytes is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the client announced {announcedBytes} bytes"));

    public static ContentRefusal DiskFull(string? detail) => new(ErrorCode.DiskFull, "Disk full", detail);

    public static ContentRefusal DiskFull(long freeBytes, long reservedBytes, long neededBytes) => DiskFull(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{freeBytes} bytes are free, {reservedBytes} of them stay reserved, {neededBytes} are needed"));

    /// <summary>What an outcome below the root means to the peer who used <paramref name="name"/>.</summary>
    public static ContentRefusal From(TreeOutcome outcome, ReadOnlySpan<byte> name)
    {
        string shown = Printable.ForMessage(name);
        (ErrorCode code, string message) = outcome.Status switch
        {
            TreeStatus.NotFound => (ErrorCode.FileNotFound, $"File not found: {shown}"),
            TreeStatus.NoParent => (ErrorCode.FileNotFound, $"No such directory for {shown}"),
            TreeStatus.Outside => (ErrorCode.AccessViolation, $"Leads out of the served directory: {shown}"),
            TreeStatus.Denied => (ErrorCode.AccessViolation, $"Permission denied: {shown}"),
            TreeStatus.IsDirectory => (ErrorCode.AccessViolation, $"Is a directory: {shown}"),
            TreeStatus.Special => (ErrorCode.AccessViolation, $"Not a regular file: {shown}"),
            TreeStatus.TooLong => (ErrorCode.AccessViolation, $"File name too long: {shown}"),
            TreeStatus.LinkLoop => (ErrorCode.AccessViolation, $"Too many symbolic links: {shown}"),
            TreeStatus.BadName => (ErrorCode.AccessViolation, $"Bad file name: {shown}"),
            TreeStatus.Exists => (ErrorCode.FileAlreadyExists, $"File already exists: {shown}"),
            TreeStatus.DiskFull => (ErrorCode.DiskFull, "Disk full"),
            TreeStatus.ReadOnlyMedium => (ErrorCode.AccessViolation, "The server's file system is read-only"),
            TreeStatus.OutOfHandles => (ErrorCode.NotDefined, "The server has too many open files; try again"),
            _ => (ErrorCode.NotDefined, "The server cannot open the file"),
        };
        return new(code, message, outcome.Detail) { IsPassing = outcome.Status == TreeStatus.OutOfHandles };
    }
}
