using Oack.Client;

namespace Oack.Cli;

/// <summary>What the command returns to the shell; <c>--help</c> and docs/cli.md list the same numbers.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int Refused = 4;
    public const int NoAnswer = 5;
    public const int LocalFile = 6;
    public const int Incomplete = 7;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>The lines of <c>--help</c>.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> Meanings { get; } =
    [
        (Ok, "done"),
        (Failed, "failed for another reason; the message says which; trace: an error was found; check: a check failed"),
        (Usage, "the command line is wrong; trace: the capture cannot be read"),
        (NotFound, "the server has no such file (ERROR 1)"),
        (Refused, "the server refuses (access, space, exists, busy)"),
        (NoAnswer, "no answer: unknown host, nobody listens, or silence"),
        (LocalFile, "a local file or the output cannot be read or written"),
        (Incomplete, "the file ended before its announced size"),
        (Interrupted, "interrupted (Ctrl-C); 143 when terminated (SIGTERM)"),
    ];

    public static int For(TftpFailure failure) => failure switch
    {
        TftpFailure.NotFound => NotFound,
        TftpFailure.Refused => Refused,
        TftpFailure.HostUnknown or TftpFailure.NoAnswer or TftpFailure.Stalled => NoAnswer,
        TftpFailure.LocalFile => LocalFile,
        TftpFailure.Incomplete => Incomplete,
        _ => Failed,
    };
}
