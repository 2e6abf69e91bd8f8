using Oack.Content;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server;

/// <summary>What transfers want of the content source, and what comes back.</summary>
public sealed partial class TftpShard
{
    /// <summary>A source that is never ready, though it says it is, is given up after this many times in a row.</summary>
    private const int MaxFruitlessWaits = 100;

    private const string InternalError = "Internal error: see the server's log";
    private const string SlowStorage = "Storage did not answer in time";

    private int _worksOut;

    private void Open(Instant now, ServerTransfer transfer)
    {
        long? announced = null;
        if (transfer.Operation == Opcode.WriteRequest
            && transfer.Mode == TransferMode.Octet
            && transfer.Asked.TryGet(OptionKind.TransferSize, out long size))
        {
            announced = size;
            transfer.TotalBytes = size;
        }

        transfer.Cancellation ??= new CancellationTokenSource();
        ContentRequest request = new(transfer.FileName, transfer.Remote, transfer.Mode, announced) { Batch = transfer.Batch };
        bool isRead = transfer.Operation == Opcode.ReadRequest;
        ContentWork work = WorkFor(transfer, isRead ? ContentWorkKind.OpenRead : ContentWorkKind.OpenWrite);
        work.Source = _content;
        work.Request = request;
        StartWork(now, transfer, work);
    }

    /// <summary>Hands work to the executor. What is finished when it returns is taken up here and now.</summary>
    private void StartWork(Instant now, ServerTransfer transfer, ContentWork work)
    {
        transfer.Work = work;
        _worksOut++;
        _executor.Execute(work.Kind, work);
        if (work.TryTakeNow())
        {
            TakeBack(now, work);
            if (transfer.Work != work)
            {
                transfer.SpareWork = work;
            }

            return;
        }

        if (work.Kind is not (ContentWorkKind.Commit or ContentWorkKind.Discard))
        {
            _counters.ContentWaits++;
        }

        transfer.WorkDeadline = now + _options.ContentTimeout;
        Arm(transfer);
    }

    private ContentWork WorkFor(ServerTransfer transfer, ContentWorkKind kind)
    {
        ContentWork work = transfer.SpareWork ?? new ContentWork(_inbox);
        transfer.SpareWork = null;
        work.Begin(kind, transfer, transfer.Cancellation?.Token ?? CancellationToken.None);
        return work;
    }

    private void TakeBack(Instant now, ContentWork work)
    {
        ServerTransfer transfer = work.Transfer;
        _worksOut--;
        if (transfer.Work == work)
        {
            transfer.Work = null;
            transfer.WorkDeadline = Instant.Never;
        }

        if (work.Fault is { } fault && (fault is not OperationCanceledException || !HasEnded(transfer)))
        {
            NoteFault(transfer, fault);
        }

        if (HasEnded(transfer))
        {
            if (((IDisposable?)work.OpenedForReading.Content ?? work.OpenedForWriting.Content) is { } opened)
            {
                Dispose(transfer, opened);
            }

            ReleaseContent(now, transfer);
            return;
        }

        switch (work.Kind)
        {
            case ContentWorkKind.OpenRead or ContentWorkKind.OpenWrite:
                HandleOpened(now, transfer, work);
                break;
            case ContentWorkKind.Commit:
                HandleCommitted(now, transfer, work);
                break;
            case ContentWorkKind.PrepareRead:
                HandleReadable(now, transfer, work);
                break;
            case ContentWorkKind.PrepareWrite:
                HandleWritable(now, transfer, work);
                break;
        }

        MarkReady(transfer);
    }

    private void HandleOpened(Instant now, ServerTransfer transfer, ContentWork work)
    {
        ContentRefusal? refusal = work.Fault is null
            ? work.OpenedForReading.Refusal ?? work.OpenedForWriting.Refusal
            : new ContentRefusal(ErrorCode.NotDefined, InternalError, "the content source threw an exception");
        if (refusal is null && work.OpenedForReading.Content is null && work.OpenedForWriting.Content is null)
        {
            refusal = new ContentRefusal(ErrorCode.NotDefined, InternalError, "the content source gave neither content nor a refusal");
        }

        if (refusal is { IsPassing: true } && _running > 1 && now - transfer.StartedAt < s_longestWait)
        {
            WaitAgain(now, transfer);
        }
        else if (refusal is not null)
        {
            RefuseOpening(now, transfer, refusal);
        }
        else if (work.OpenedForReading.Content is { } source)
        {
            BeginSending(now, transfer, source);
        }
        else
        {
            BeginReceiving(now, transfer, work.OpenedForWriting.Content!);
        }
    }

    private void RefuseOpening(Instant now, ServerTransfer transfer, ContentRefusal refusal)
    {
        transfer.Cause = refusal.Detail;
        if (QueueError(now, ListenerChannelOf(transfer), transfer.Remote, transfer.Local, refusal.Code, refusal.Message))
        {
            _recentPeers.NoteRefused(now, transfer.Key);
            EndSilently(now, transfer, TransferOutcome.Refused, refusal.Code, refusal.Message);
        }
        else
        {
            // Its address is flooding: it gets no answer and no line in the log, only a count.
            LeaveRunning(transfer);
            Remove(now, transfer);
            RunWaiting(now);
        }
    }

    private void BeginSending(Instant now, ServerTransfer transfer, ReadContent source)
    {
        transfer.Source = transfer.Mode == TransferMode.Netascii ? new NetasciiReadContent(source) : source;
        transfer.WantsRelease = transfer.Source.WantsRelease;
        transfer.Description = source.Description;
        transfer.TotalBytes = transfer.Source.LengthBytes;
        bool hidesSize = transfer.TotalBytes == 0 && ClientQuirks.RejectsSizeZero(transfer.Asked);
        OptionList granted = Grant(transfer, hidesSize ? null : transfer.TotalBytes);
        TransferParameters parameters = OptionNegotiator.Settle(granted);
        if (transfer.Sender is { } sender)
        {
            sender.AnswerAgain(now, transfer.Remote, granted, parameters, transfer.TotalBytes, _transferSettings);
        }
        else
        {
            sender = SendTransfer.Answer(now, transfer.Remote, granted, parameters, transfer.TotalBytes, _transferSettings);
            transfer.Sender = sender;
        }

        Begin(now, transfer, sender);
    }

    private void BeginReceiving(Instant now, ServerTransfer transfer, WriteContent target)
    {
        transfer.Target = transfer.Mode == TransferMode.Netascii ? new NetasciiWriteContent(target) : target;
        transfer.Description = target.Description;
        OptionList granted = Grant(transfer, contentBytes: null);
        transfer.Sender = null;
        transfer.Receiver = ReceiveTransfer.Answer(
            now, transfer.Remote, granted, OptionNegotiator.Settle(granted), _transferSettings);
        Begin(now, transfer, transfer.Receiver);
    }

    private OptionList Grant(ServerTransfer transfer, long? contentBytes)
    {
        bool asksForBlockSize = transfer.Asked.Contains(OptionKind.BlockSize) || transfer.Asked.Contains(OptionKind.BlockSize2);
        int? pathBlockSize = asksForBlockSize ? PathBlockSizeOf(transfer) : null;
        return OptionNegotiator.Grant(
            transfer.Asked, transfer.Operation, transfer.Mode, contentBytes, _options.Options, pathBlockSize);
    }

    private void Begin(Instant now, ServerTransfer transfer, TransferMachine machine)
    {
        machine.SizeWasAsked = transfer.Asked.Contains(OptionKind.TransferSize);
        transfer.Machine = machine;
        transfer.Phase = TransferPhase.Running;
        if (_observer is { WantsStarts: true })
        {
            _observer.OnTransferStarted(Describe(now, transfer));
        }
    }

    /// <summary>Keeps the accepted bytes of an upload: in the target or, where that must wait, in the backlog.</summary>
    private void Store(Instant now, ServerTransfer transfer, ReadOnlySpan<byte> bytes)
    {
        _counters.PayloadBytesReceived += bytes.Length;
        if (transfer.Target is not { } target)
        {
            return;
        }

        if (transfer.Work is null && transfer.Backlog is null or { IsEmpty: true })
        {
            ContentStatus status = TryWrite(transfer, target, bytes);
            if (status == ContentStatus.Ok)
            {
                return;
            }

            if (status == ContentStatus.Failed)
            {
                Abort(now, transfer, target.Failure);
                return;
            }
        }

        TransferParameters parameters = transfer.Receiver!.Parameters;
        transfer.Backlog ??= new UploadBacklog(parameters.BlockSize, (long)parameters.BlockSize * parameters.WindowBlocks);
        if (!transfer.Backlog.TryAdd(bytes))
        {
            Abort(now, transfer, new ContentRefusal(ErrorCode.IllegalOperation, "More blocks than the window holds"));
            return;
        }

        transfer.Receiver.HoldAcknowledgments = true;
        if (transfer.Work is null)
        {
            StartPrepareWrite(now, transfer);
        }
    }

    private void StartPrepareWrite(Instant now, ServerTransfer transfer)
    {
        if (!TryWaitOnceMore(now, transfer))
        {
            return;
        }

        ContentWork work = WorkFor(transfer, ContentWorkKind.PrepareWrite);
        work.Writing = transfer.Target;
        StartWork(now, transfer, work);
    }

    private void HandleWritable(Instant now, ServerTransfer transfer, ContentWork work)
    {
        if (work.Fault is not null)
        {
            Abort(now, transfer, refusal: null);
            return;
        }

        switch (TryFlush(transfer, transfer.Backlog!, transfer.Target!))
        {
            case ContentStatus.Ok:
                transfer.FruitlessWaits = 0;
                transfer.Receiver!.HoldAcknowledgments = false;
                TryCommit(now, transfer);
                break;
            case ContentStatus.Pending:
                StartPrepareWrite(now, transfer);
                break;
            default:
                Abort(now, transfer, transfer.Target!.Failure);
                break;
        }
    }

    /// <summary>Stores an upload for good, once all of it was accepted and written.</summary>
    private void TryCommit(Instant now, ServerTransfer transfer)
    {
        bool isRunning = transfer.Machine!.Outcome == TransferOutcome.None && !HasEnded(transfer);
        if (!transfer.IsReceived || !isRunning || transfer.Work is not null || transfer.Backlog is { IsEmpty: false })
        {
            return;
        }

        ContentWork work = WorkFor(transfer, ContentWorkKind.Commit);
        work.Writing = transfer.Target;
        StartWork(now, transfer, work);
    }

    private void HandleCommitted(Instant now, ServerTransfer transfer, ContentWork work)
    {
        if (work.Fault is not null || work.CommitRefusal is not null)
        {
            Abort(now, transfer, work.CommitRefusal);
            return;
        }

        Dispose(transfer, transfer.Target!);
        transfer.Target = null;
        transfer.Receiver!.HandleStored(now);
    }

    private void StartPrepareRead(Instant now, ServerTransfer transfer, long offset, int count)
    {
        if (!TryWaitOnceMore(now, transfer))
        {
            return;
        }

        ContentWork work = WorkFor(transfer, ContentWorkKind.PrepareRead);
        work.Reading = transfer.Source;
        work.Offset = offset;
        work.Count = count;
        StartWork(now, transfer, work);
    }

    private void HandleReadable(Instant now, ServerTransfer transfer, ContentWork work)
    {
        if (work.Fault is not null)
        {
            transfer.HasSetAside = false;
            Abort(now, transfer, refusal: null);
            return;
        }

        // The machine's timers rested. If one has run out meanwhile, it sends the block again: once is enough.
        TransferMachine machine = transfer.Machine!;
        long timeouts = machine.Statistics.Timeouts;
        machine.HandleTimeout(now);
        if (machine.Statistics.Timeouts != timeouts)
        {
            transfer.HasSetAside = false;
        }
    }

    private bool TryWaitOnceMore(Instant now, ServerTransfer transfer)
    {
        if (++transfer.FruitlessWaits <= MaxFruitlessWaits)
        {
            return true;
        }

        Abort(now, transfer, new ContentRefusal(
            ErrorCode.NotDefined, InternalError, "the content source is never ready, though it says it is"));
        return false;
    }

    private void HandleWorkOverdue(Instant now, ServerTransfer transfer)
    {
        ContentRefusal refusal = new(ErrorCode.NotDefined, SlowStorage, "the content source did not answer in time");
        transfer.WorkDeadline = Instant.Never;
        if (HasEnded(transfer))
        {
            return;
        }

        if (transfer.Phase == TransferPhase.Opening)
        {
            QueueError(now, ListenerChannelOf(transfer), transfer.Remote, transfer.Local, refusal.Code, refusal.Message);
            transfer.Cause = refusal.Detail;
            EndSilently(now, transfer, TransferOutcome.Failed, refusal.Code, refusal.Message);
        }
        else
        {
            Abort(now, transfer, refusal);
        }
    }

    /// <summary>Ends a transfer that is under way because of its content; null: the source threw.</summary>
    private void Abort(Instant now, ServerTransfer transfer, ContentRefusal? refusal)
    {
        refusal ??= new ContentRefusal(ErrorCode.NotDefined, InternalError, "the content source threw an exception");
        transfer.Cause ??= refusal.Detail;
        transfer.Machine!.HandleAbort(now, TransferOutcome.Failed, refusal.Code, refusal.Message);
        MarkReady(transfer);
    }

    /// <summary>Says which bytes nobody will ask for again.</summary>
    private void ReleaseAcknowledged(ServerTransfer transfer)
    {
        if (!transfer.WantsRelease)
        {
            return;
        }

        long acknowledged = transfer.Sender!.AcknowledgedBytes;
        if (acknowledged > transfer.ReleasedBytes && transfer.Work is null && transfer.Source is { } source)
        {
            transfer.ReleasedBytes = acknowledged;
            Release(transfer, source, acknowledged);
        }
    }

    /// <summary>
    /// Lets go of what a transfer read or wrote; an upload that was not committed is removed. While work is under way
    /// the content belongs to it: then this happens when it comes back.
    /// </summary>
    private void ReleaseContent(Instant now, ServerTransfer transfer)
    {
        transfer.HasSetAside = false;
        if (transfer.Work is not null)
        {
            Cancel(transfer);
            return;
        }

        if (transfer.Source is { } source)
        {
            transfer.Source = null;
            Dispose(transfer, source);
        }

        transfer.Backlog?.Dispose();
        transfer.Backlog = null;
        if (transfer.Target is { } target)
        {
            transfer.Target = null;
            ContentWork work = WorkFor(transfer, ContentWorkKind.Discard);
            work.Writing = target;
            StartWork(now, transfer, work);
            return;
        }

        if (transfer.Cancellation is { } cancellation && !cancellation.TryReset())
        {
            cancellation.Dispose();
            transfer.Cancellation = null;
        }
    }
}
