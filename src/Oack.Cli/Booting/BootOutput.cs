using Oack.Boot.Firmware;
using Oack.Content;

namespace Oack.Cli.Booting;

/// <summary>Keeps the boot file of <c>--output</c>: it appears under its name once it is whole.</summary>
internal sealed class BootOutput(string path, string bootFile) : IDisposable
{
    private WriteContent? _content;

    /// <summary>Why it could not be kept, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Takes content; a <see cref="FirmwareContentWriter"/>.</summary>
    public void Write(FirmwareStep step, ReadOnlySpan<byte> content)
    {
        bool isBootFile = step.Purpose == FirmwarePurpose.Fetch && (step.Name == bootFile || step.Name.EndsWith("/" + bootFile, StringComparison.Ordinal));
        if (!isBootFile || Failure is not null)
        {
            return;
        }

        if (content.IsEmpty)
        {
            Open();
            return;
        }

        while (_content!.TryWrite(content) is var status && status != ContentStatus.Ok)
        {
            if (status == ContentStatus.Failed)
            {
                Failure = Words(_content.Failure);
                return;
            }

            _content.PrepareWriteAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>The file is whole: shows it under its name.</summary>
    public async Task CommitAsync()
    {
        if (Failure is null && _content is not null && await _content.CommitAsync(CancellationToken.None) is { } refusal)
        {
            Failure = Words(refusal);
        }
    }

    public void Dispose() => _content?.Dispose();

    private void Open()
    {
        _content?.Dispose();
        ContentOpening<WriteContent> opening = LocalFile.OpenWrite(path);
        _content = opening.Content;
        Failure = _content is null ? Words(opening.Refusal) : null;
    }

    private static string Words(ContentRefusal? refusal) => refusal?.Detail ?? refusal?.Message ?? "the file cannot be written";
}
