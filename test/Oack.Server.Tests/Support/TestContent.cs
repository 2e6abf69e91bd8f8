using System.Text;
using Oack.Content;
using Oack.Protocol.Wire;

namespace Oack.Server.Tests.Support;

/// <summary>Files in memory, with switches for everything that content can do to a server.</summary>
internal sealed class TestContent : IContentSource
{
    internal Dictionary<string, byte[]> Files { get; } = [];

    internal List<ContentRequest> Requests { get; } = [];

    internal List<TestReadContent> Opened { get; } = [];

    internal List<TestWriteContent> Uploads { get; } = [];

    /// <summary>When set, opening waits for it.</summary>
    internal TaskCompletionSource? OpenGate { get; set; }

    internal bool IgnoresCancellation { get; set; }

    internal Exception? OpenThrows { get; set; }

    internal ContentRefusal? WriteRefusal { get; set; }

    /// <summary>How many files may be read at a time.</summary>
    internal int MostOpen { get; set; } = int.MaxValue;

    /// <summary>How often there was no more room.</summary>
    internal int Refused { get; private set; }

    /// <summary>Applied to each content that is opened.</summary>
    internal Action<TestReadContent>? OnOpenRead { get; set; }

    internal Action<TestWriteContent>? OnOpenWrite { get; set; }

    public async ValueTask<ContentOpening<ReadContent>> OpenReadAsync(ContentRequest request, CancellationToken cancellationToken)
    {
        await PassGateAsync(request, cancellationToken).ConfigureAwait(false);
        string name = Encoding.Latin1.GetString(request.Name.Span);
        if (!Files.TryGetValue(name, out byte[]? bytes))
        {
            return new(new ContentRefusal(ErrorCode.FileNotFound, "File not found: " + name));
        }

        if (Opened.Count(content => !content.IsDisposed) >= MostOpen)
        {
            Refused++;
            return new(new ContentRefusal(ErrorCode.NotDefined, "no more room") { IsPassing = true });
        }

        TestReadContent content = new(bytes);
        OnOpenRead?.Invoke(content);
        Opened.Add(content);
        return new(content);
    }

    public async ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(ContentRequest request, CancellationToken cancellationToken)
    {
        await PassGateAsync(request, cancellationToken).ConfigureAwait(false);
        if (WriteRefusal is { } refusal)
        {
            return new(refusal);
        }

        TestWriteContent content = new();
        OnOpenWrite?.Invoke(content);
        Uploads.Add(content);
        return new(content);
    }

    private async ValueTask PassGateAsync(ContentRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        if (OpenThrows is { } exception)
        {
            throw exception;
        }

        if (OpenGate is { } gate)
        {
            await gate.Task.WaitAsync(IgnoresCancellation ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
    }
}
