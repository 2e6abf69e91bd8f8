using System.Collections.Concurrent;
using Oack.Boot.Conformance.Talk;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance;

/// <summary>
/// Tries a server with the checks: harmless ones side by side, the others one after the other. What fails is tried once
/// more, alone, so that a lost packet or a busy moment is not taken for a fault of the server.
/// </summary>
/// <remarks>
/// Nothing is stored unless a name for it is given. A try of a check sends at most 20,000 datagrams (nearly all send fewer
/// than 100), takes in at most 80,000, and ends after <see cref="CheckOptions.CheckTime"/>.
/// </remarks>
public static class ConformanceRun
{
    private const int MaxParallelism = 32;
    private const int MaxUploadNameBytes = 1_000;

    /// <summary>Runs the checks.</summary>
    /// <param name="options">Which server, with what, how patiently.</param>
    /// <param name="progress">Is told each result as soon as it is there, in no order, from several threads.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ArgumentException">A name is not legal, or a number or time is out of range.</exception>
    /// <exception cref="BindException">No socket can be opened.</exception>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    public static async Task<ConformanceReport> RunAsync(
        CheckOptions options, IProgress<CheckResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validate(options);
        SocketNetwork network = new(options.Server, cancellationToken);
        Instant begin = network.Now;
        ServerFacts facts = await OnThread(() => ServerSurvey.Run(network, options), cancellationToken).ConfigureAwait(false);
        Dictionary<ConformanceCheck, CheckResult> results = [];
        if (facts.IsAnswering)
        {
            results = await RunChecksAsync(network, options, facts, progress, cancellationToken).ConfigureAwait(false);
        }

        return new ConformanceReport(
            options.Server,
            facts.IsAnswering,
            facts.Silence,
            facts.File?.Shown,
            facts.File is { } file && (file.IsWhole || file.AnnouncedSize is not null) ? file.Size : null,
            facts.FileProblem,
            [.. ConformanceCatalogue.All.Where(results.ContainsKey).Select(check => results[check])],
            network.Now - begin);
    }

    /// <summary>Runs one check, and again while it fails and tries are left.</summary>
    internal static CheckResult Run(ICheckNetwork network, CheckOptions options, ServedFile? file, ConformanceCheck check, int tries)
    {
        Instant begin = network.Now;
        using CheckVisit visit = new(network, options, file);
        CheckVerdict verdict = check.Run(visit);

        // Whoever hears nothing more finds nothing to blame: that is no pass.
        if (verdict.Outcome == CheckOutcome.Pass && visit.Exhaustion is { } exhaustion)
        {
            verdict = CheckVerdict.Fail($"the check did not come to its end: {exhaustion}");
        }

        return verdict.Outcome == CheckOutcome.Fail && tries > 1
            ? Run(network, options, file, check, tries - 1)
            : new CheckResult(check, verdict.Outcome, verdict.Reason, network.Now - begin, visit.Sent, visit.Received);
    }

    private static async Task<Dictionary<ConformanceCheck, CheckResult>> RunChecksAsync(
        ICheckNetwork network, CheckOptions options, ServerFacts facts, IProgress<CheckResult>? progress, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<ConformanceCheck, CheckResult> results = [];
        List<ConformanceCheck> side = [];
        List<ConformanceCheck> alone = [];
        foreach (ConformanceCheck check in ConformanceCatalogue.All.Where(options.Checks.Contains))
        {
            if (Lacks(check, options, facts) is { } reason)
            {
                Report(new CheckResult(check, CheckOutcome.Skipped, reason, TimeSpan.Zero, 0, 0));
            }
            else
            {
                (check.RunsAlone ? alone : side).Add(check);
            }
        }

        ConcurrentQueue<ConformanceCheck> failed = [];
        ConcurrentQueue<ConformanceCheck> queue = new(side);
        await Task.WhenAll(Enumerable.Range(0, options.Parallelism).Select(_ => OnThread(
            () =>
            {
                while (queue.TryDequeue(out ConformanceCheck? check))
                {
                    CheckResult result = Run(network, options, facts.File, check, tries: 1);
                    if (result.Outcome == CheckOutcome.Fail)
                    {
                        failed.Enqueue(check);
                    }
                    else
                    {
                        Report(result);
                    }
                }

                return true;
            },
            cancellationToken))).ConfigureAwait(false);

        // In the order of the catalogue, whichever failed first.
        HashSet<ConformanceCheck> again = [.. failed];
        await OnThread(
            () =>
            {
                foreach (ConformanceCheck check in ConformanceCatalogue.All.Where(check => again.Contains(check) || alone.Contains(check)))
                {
                    Report(Run(network, options, facts.File, check, again.Contains(check) ? 1 : 2));
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return new Dictionary<ConformanceCheck, CheckResult>(results);

        void Report(CheckResult result)
        {
            results[result.Check] = result;
            progress?.Report(result);
        }
    }

    private static string? Lacks(ConformanceCheck check, CheckOptions options, ServerFacts facts) => check.Need switch
    {
        CheckNeed.File when facts.File is null => $"a file that may be read is needed ({facts.FileProblem}): name one with --file",
        CheckNeed.Upload when options.UploadName.IsEmpty => "files would be stored: allow that with --write NAME",
        _ => null,
    };

    // Checks wait in blocking calls, and must not keep the pool from others.
    private static Task<T> OnThread<T>(Func<T> work, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Validate(CheckOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Server.Port, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Parallelism, MaxParallelism, nameof(options));
        foreach (TimeSpan time in (ReadOnlySpan<TimeSpan>)[options.AnswerWait, options.RetransmissionWait, options.QuietWait, options.CheckTime])
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero, nameof(options));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(1), nameof(options));
        }

        if (!options.FileName.IsEmpty && !RequestPacket.IsLegalName(options.FileName.Span))
        {
            throw new ArgumentException("The name of a file has 1 to 1,024 bytes and no NUL.", nameof(options));
        }

        if (options.UploadName.Length > MaxUploadNameBytes || options.UploadName.Span.Contains((byte)0))
        {
            throw new ArgumentException("The name of an upload has 1 to 1,000 bytes and no NUL.", nameof(options));
        }
    }
}
