using System.Globalization;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;

namespace Oack.Client;

/// <summary>
/// One transfer from the user's point of view: its attempts, over the addresses of the server and the steps back, on
/// the thread that calls <see cref="Run"/>.
/// </summary>
internal sealed class TransferJob(
    TransferOperation operation, TftpUri uri, IReadOnlyList<PeerEndpoint> servers, TransferContext context, DriverFactory makeDriver)
{
    /// <summary>How long an address may stay silent while others are left to try.</summary>
    private static readonly TimeSpan AddressPatience = TimeSpan.FromSeconds(4);

    private readonly List<FallbackStep> _fallbacks = [];
    private readonly TftpClientOptions _options = context.Options;

    /// <summary>Runs the transfer; returns when nothing is left to do, dally included.</summary>
    /// <param name="completed">Called with the result as soon as the file is whole.</param>
    /// <exception cref="TftpException">The transfer failed.</exception>
    /// <exception cref="OperationCanceledException">The user cancelled it.</exception>
    public void Run(Action<TransferResult> completed)
    {
        AttemptEnd? end = null;
        for (int i = 0; i < servers.Count; i++)
        {
            bool isLast = i + 1 == servers.Count;
            end = RunAt(servers[i], isLast, completed);
            if (end.Verdict == AttemptVerdict.Complete)
            {
                return;
            }

            if (end.Verdict == AttemptVerdict.Cancelled)
            {
                throw new OperationCanceledException(context.CancellationToken);
            }

            bool isSilent = !end.PeerHasAnswered && !end.EndedByPeer && end.CanStartOver;
            if (isLast || !isSilent)
            {
                break;
            }

            _fallbacks.Add(new(
                FallbackReason.AddressSilent,
                $"no answer from {servers[i]}; tried {servers[i + 1]}"));
        }

        throw FailureText.Explain(operation, uri, end!, _fallbacks, context.Options);
    }

    private AttemptEnd RunAt(PeerEndpoint server, bool isLast, Action<TransferResult> completed)
    {
        FallbackPlan plan = new(_options, RequestShape.First(_options, PathMtu.BlockSizeFor(server)));
        Instant began = context.Now;
        while (true)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            AttemptEnd end = RunOnce(server, plan.Shape, AnswerLimit(plan.Shape, began, isLast), completed);

            // Another address is the better guess while one is left; with the last, a request without options is.
            bool isSilent = !end.PeerHasAnswered && !end.EndedByPeer;
            if (end.Verdict is AttemptVerdict.Complete or AttemptVerdict.Cancelled || (isSilent && !isLast) || end.SendError is not null)
            {
                return end;
            }

            FallbackStep? step = plan.StepBack(end);
            if (step is null)
            {
                return end;
            }

            _fallbacks.Add(step);
        }
    }

    private AttemptEnd RunOnce(PeerEndpoint server, RequestShape shape, TimeSpan answerLimit, Action<TransferResult> completed)
    {
        // A new port for each request: a late answer to the one before must not be taken for one to this.
        using ClientChannel channel = ClientChannel.Open(server, _options.LocalAddress);
        TransferDriver driver = makeDriver(context, shape, Settings(), server, channel, answerLimit);
        return driver.Run(end => completed(MakeResult(end)));
    }

    private TimeSpan AnswerLimit(in RequestShape shape, Instant began, bool isLast)
    {
        if (!isLast)
        {
            return _options.Patience < AddressPatience ? _options.Patience : AddressPatience;
        }

        // Two fifths for the request with options; the plain one has what is left, and never less than that.
        TimeSpan share = _options.Patience * 0.4;
        TimeSpan left = _options.Patience - (context.Now - began);
        return shape.HasOptions && _options.FallsBack ? share : left > share ? left : share;
    }

    /// <summary>Notes a step back that was taken before.</summary>
    public void Note(FallbackStep step) => _fallbacks.Add(step);

    /// <summary>How patient the transfer is.</summary>
    public TransferSettings Settings()
    {
        TimeSpan? fixedTimeout = _options.Timeout ?? _options.RetransmitTimeout;

        // A long timeout by hand must not outlast the patience: four tries at least.
        TimeSpan least = (fixedTimeout ?? TimeSpan.Zero) * 4;
        TimeSpan patience = least > _options.Patience ? least : _options.Patience;
        return TransferSettings.Default with
        {
            FixedTimeout = fixedTimeout,
            Patience = patience,
            MaxRetransmissions = _options.Retries,
            MaxUnansweredRetransmissions = _options.Retries,
            MaxDally = _options.MaxDally,
            AcceptReplyFromAnyAddress = _options.AcceptReplyFromAnyAddress,
        };
    }

    /// <summary>What a whole transfer came to.</summary>
    public TransferResult MakeResult(AttemptEnd end)
    {
        List<string> warnings = [];
        if (end.AnnouncedBytes is > 0 and { } announced && announced != end.Bytes && operation == TransferOperation.Get)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"the server announced {announced} bytes and sent {end.Bytes}: the file may have changed meanwhile"));
        }

        if (end.Stranger is { } stranger)
        {
            warnings.Add($"a packet from {stranger} was refused: it is not the server of this transfer");
        }

        return new TransferResult
        {
            Server = end.Peer,
            Bytes = end.Bytes,
            Duration = end.Duration,
            Mode = _options.Mode,
            Granted = end.Granted,
            Parameters = end.Parameters,
            Retransmissions = end.GroupStatistics?.Retransmissions ?? end.Statistics.Retransmissions,
            Duplicates = end.GroupStatistics?.Duplicates ?? end.Statistics.Duplicates,
            Group = end.Group,
            RoundTrip = end.Statistics.SmoothedRoundTrip,
            Fallbacks = [.. _fallbacks],
            Warnings = warnings,
        };
    }
}
