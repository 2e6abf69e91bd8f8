namespace Oack.Cli.Serving;

/// <summary>What <c>serve --capture</c> asks for.</summary>
/// <param name="Path">The file, which must not exist yet.</param>
/// <param name="MaxBytes">How long it may become.</param>
/// <param name="MaxTime">How long the recording lasts; null: as long as the server.</param>
internal sealed record CaptureSettings(string Path, long MaxBytes, TimeSpan? MaxTime)
{
    /// <summary>The length of a file when nobody says another.</summary>
    public const long DefaultMaxBytes = 100L << 20;

    /// <summary>The shortest file that one may ask for: it holds the largest datagram with its comments.</summary>
    public const long LeastMaxBytes = 128L << 10;
}
