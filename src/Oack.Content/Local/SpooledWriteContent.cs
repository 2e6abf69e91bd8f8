using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Oack.Content;

/// <summary>
/// A target that takes bytes in any order for one that does not, such as a pipe or standard output: they wait in a
/// temporary file without a name that stays, and go on in their order with the commit.
/// </summary>
/// <remarks>The target stays its owner's to dispose. The file takes as much room as the content, where temporary files are.</remarks>
public sealed class SpooledWriteContent : WriteContent
{
    private const int CopyBytes = 256 * 1024;

    private readonly WriteContent _target;
    private readonly FileStream _spool;
    private long _lengthBytes;

    /// <summary>A spool before a target.</summary>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory of temporary files may not be written to.</exception>
    public SpooledWriteContent(WriteContent target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
        _spool = new FileStream(Path.GetTempFileName(), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
            BufferSize = 0,
        });
        if (!OperatingSystem.IsWindows())
        {
            // Whatever becomes of this process, nothing of the file stays.
            File.Delete(_spool.Name);
        }
    }

    /// <inheritdoc/>
    public override string? Description => _target.Description;

    /// <inheritdoc/>
    public override bool TakesOffsets => true;

    /// <inheritdoc/>
    public override ContentStatus TryWrite(ReadOnlySpan<byte> bytes) => TryWriteAt(_lengthBytes, bytes);

    /// <inheritdoc/>
    public override ContentStatus TryWriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            RandomAccess.Write(_spool.SafeFileHandle, bytes, offset);
            _lengthBytes = Math.Max(_lengthBytes, offset + bytes.Length);
            return ContentStatus.Ok;
        }
        catch (Exception fault) when (StreamWriteContent.IsOfTheStream(fault))
        {
            Failure = StreamWriteContent.Explain(fault, "temporary file");
            return ContentStatus.Failed;
        }
    }

    /// <inheritdoc/>
    public override void EndAt(long lengthBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        _lengthBytes = lengthBytes;
    }

    /// <inheritdoc/>
    public override async ValueTask<ContentRefusal?> CommitAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            SafeFileHandle spool = _spool.SafeFileHandle;
            for (long offset = 0; offset < _lengthBytes;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int wanted = (int)Math.Min(CopyBytes, _lengthBytes - offset);
                int read = await RandomAccess.ReadAsync(spool, buffer.AsMemory(0, wanted), offset, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    // What nobody wrote at the end is zero, as in the middle.
                    buffer.AsSpan(0, read = wanted).Clear();
                }

                if (await TryPassOnAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false) is { } refusal)
                {
                    return Failure = refusal;
                }

                offset += read;
            }
        }
        catch (Exception fault) when (StreamWriteContent.IsOfTheStream(fault))
        {
            return Failure = StreamWriteContent.Explain(fault, "temporary file");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Failure = await _target.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _spool.Dispose();
        }
    }

    private async ValueTask<ContentRefusal?> TryPassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ContentStatus status;
        while ((status = _target.TryWrite(bytes.Span)) == ContentStatus.Pending)
        {
            await _target.PrepareWriteAsync(cancellationToken).ConfigureAwait(false);
        }

        return status == ContentStatus.Failed
            ? _target.Failure ?? new ContentRefusal(Protocol.Wire.ErrorCode.NotDefined, "The target of the file failed")
            : null;
    }
}
