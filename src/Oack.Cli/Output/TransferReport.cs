using Oack.Client;
using Oack.Protocol.Wire;

namespace Oack.Cli.Output;

/// <summary>The object of <c>--json</c>; docs/cli.md describes it. A field that does not apply is left out.</summary>
internal sealed record TransferReport
{
    public required bool Ok { get; init; }

    public required string Operation { get; init; }

    public required string Url { get; init; }

    public required string Local { get; init; }

    public required int ExitCode { get; init; }

    public string? Server { get; init; }

    public string? Mode { get; init; }

    public long? Bytes { get; init; }

    public double? Seconds { get; init; }

    public double? BytesPerSecond { get; init; }

    public IReadOnlyDictionary<string, long>? Granted { get; init; }

    public int? BlockSize { get; init; }

    public int? WindowSize { get; init; }

    public long? Retransmissions { get; init; }

    public long? Duplicates { get; init; }

    public double? RoundTripSeconds { get; init; }

    public GroupPartReport? Multicast { get; init; }

    public string? Failure { get; init; }

    public string? Message { get; init; }

    public int? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public IReadOnlyList<FallbackReport> Fallbacks { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The report of a whole transfer.</summary>
    public static TransferReport For(string operation, TftpUri uri, string local, TransferResult result)
    {
        Dictionary<string, long> granted = [];
        for (int i = 0; i < result.Granted.Count; i++)
        {
            granted[OptionText.NameOf(result.Granted[i].Kind)] = result.Granted[i].Value;
        }

        return new TransferReport
        {
            Ok = true,
            Operation = operation,
            Url = uri.ToString(),
            Local = local,
            ExitCode = Cli.ExitCode.Ok,
            Server = result.Server.ToString(),
            Mode = TransferModeText.ToName(result.Mode),
            Bytes = result.Bytes,
            Seconds = Math.Round(result.Duration.TotalSeconds, 6),
            BytesPerSecond = Math.Round(result.BytesPerSecond),
            Granted = granted,
            BlockSize = result.Parameters.BlockSize,
            WindowSize = result.Parameters.WindowBlocks,
            Retransmissions = result.Retransmissions,
            Duplicates = result.Duplicates,
            RoundTripSeconds = Math.Round(result.RoundTrip.TotalSeconds, 6),
            Multicast = GroupPartReport.For(result.Group),
            Fallbacks = [.. result.Fallbacks.Select(FallbackReport.For)],
            Warnings = result.Warnings,
        };
    }

    /// <summary>The report of a transfer that failed.</summary>
    public static TransferReport For(string operation, TftpUri uri, string local, TftpException exception) => new()
    {
        Ok = false,
        Operation = operation,
        Url = uri.ToString(),
        Local = local,
        ExitCode = Cli.ExitCode.For(exception.Failure),
        Failure = WordsOf(exception.Failure.ToString()),
        Message = exception.Message,
        ErrorCode = (int?)exception.Code,
        ErrorMessage = exception.Code is null ? null : PacketText.Escape(exception.PeerMessage),
        Fallbacks = [.. exception.Fallbacks.Select(FallbackReport.For)],
    };

    /// <summary>The report of a transfer that the user ended, or that could not begin.</summary>
    public static TransferReport For(string operation, TftpUri uri, string local, string failure, string message, int exitCode) => new()
    {
        Ok = false,
        Operation = operation,
        Url = uri.ToString(),
        Local = local,
        ExitCode = exitCode,
        Failure = failure,
        Message = message,
    };

    /// <summary><c>NotFound</c> as <c>not-found</c>.</summary>
    public static string WordsOf(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
