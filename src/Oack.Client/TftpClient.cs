using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// A TFTP client (RFC 1350, 2347, 2348, 2349, 7440). Each transfer runs on a thread and a port of its own; any number may
/// run at once. What a server ignores, refuses or breaks of the options asked is asked for again in less, as the
/// result tells.
/// </summary>
/// <remarks>
/// A finished read stays a moment to acknowledge its last block again if the server asks (RFC 1350 §6). The result is
/// there before; <see cref="DisposeAsync"/> waits for the moment to pass.
/// </remarks>
public sealed class TftpClient : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, bool> _threads = new();
    private readonly TimeProvider _time;
    private readonly Func<string, AddressFamily, CancellationToken, Task<IPAddress[]>> _resolve;

    /// <summary>A client.</summary>
    public TftpClient()
        : this(TimeProvider.System, Dns.GetHostAddressesAsync)
    {
    }

    internal TftpClient(TimeProvider time, Func<string, AddressFamily, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _time = time;
        _resolve = resolve;
    }

    /// <summary>
    /// Reads a file from a server. The target is committed when the last block has arrived and the file is no shorter
    /// than announced; before that, and after any failure, nothing is visible of it. The caller disposes it.
    /// </summary>
    /// <param name="source">Which file. Its mode, if it names one, comes before that of the options.</param>
    /// <param name="target">Where it goes; in netascii the decoded text.</param>
    /// <param name="options">Defaults to <see cref="TftpClientOptions.Default"/>.</param>
    /// <param name="progress">Told about ten times a second, on the transfer's thread.</param>
    /// <param name="cancellationToken">Ends the transfer; the server gets ERROR 0.</param>
    /// <exception cref="TftpException">The file did not arrive whole; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TransferResult> GetAsync(
        TftpUri source,
        WriteContent target,
        TftpClientOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        WriteContent sink = ModeOf(source, options) == TransferMode.Netascii ? new NetasciiWriteContent(target) : target;
        return RunAsync(TransferOperation.Get, source, options, progress, MakeDriver, target, cancellationToken);

        TransferDriver MakeDriver(
            TransferContext context, RequestShape shape, TransferSettings settings, PeerEndpoint server, ClientChannel channel, TimeSpan answerLimit)
        {
            OptionList asked = shape.ToAsked(context.Options, announcedBytes: 0);
            ReceiveTransfer machine = ReceiveTransfer.Request(
                context.Now, server, source.FileName, context.Options.Mode, asked, settings);
            return new ReceiveDriver(context, machine, channel, shape.BlockSize, answerLimit, sink);
        }
    }

    /// <summary>Writes a file to a server. The caller disposes the content.</summary>
    /// <param name="content">What is written; its length may be unknown (a pipe). In netascii the text before encoding.</param>
    /// <param name="target">Where it goes. Its mode, if it names one, comes before that of the options.</param>
    /// <param name="options">Defaults to <see cref="TftpClientOptions.Default"/>.</param>
    /// <param name="progress">Told about ten times a second, on the transfer's thread.</param>
    /// <param name="cancellationToken">Ends the transfer; the server gets ERROR 0.</param>
    /// <exception cref="TftpException">The server did not acknowledge the whole file; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TransferResult> PutAsync(
        ReadContent content,
        TftpUri target,
        TftpClientOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(target);
        ReadContent source = ModeOf(target, options) == TransferMode.Netascii ? new NetasciiReadContent(content) : content;
        return RunAsync(TransferOperation.Put, target, options, progress, MakeDriver, groupTarget: null, cancellationToken);

        TransferDriver MakeDriver(
            TransferContext context, RequestShape shape, TransferSettings settings, PeerEndpoint server, ClientChannel channel, TimeSpan answerLimit)
        {
            OptionList asked = shape.ToAsked(context.Options, source.LengthBytes);
            SendTransfer machine = SendTransfer.Request(
                context.Now, server, target.FileName, context.Options.Mode, asked, source.LengthBytes, settings);
            return new SendDriver(context, machine, channel, shape.BlockSize, answerLimit, source);
        }
    }

    /// <summary>Waits until no transfer of this client has anything left to do; at most the longest dally after the last.</summary>
    public async ValueTask DisposeAsync()
    {
        while (!_threads.IsEmpty)
        {
            await Task.WhenAll(_threads.Keys).ConfigureAwait(false);
        }
    }

    private static TransferMode ModeOf(TftpUri uri, TftpClientOptions? options) =>
        uri.Mode ?? (options ?? TftpClientOptions.Default).Mode;

    private async Task<TransferResult> RunAsync(
        TransferOperation operation,
        TftpUri uri,
        TftpClientOptions? options,
        IProgress<TransferProgress>? progress,
        DriverFactory makeDriver,
        WriteContent? groupTarget,
        CancellationToken cancellationToken)
    {
        TftpClientOptions used = (options ?? TftpClientOptions.Default) with { Mode = ModeOf(uri, options) };
        used.Validate();
        if (uri.FileName.Length > RequestPacket.MaxNameBytes)
        {
            throw FailureText.NameTooLong(operation, uri);
        }

        IReadOnlyList<PeerEndpoint> servers = await ResolveAsync(operation, uri, used, cancellationToken).ConfigureAwait(false);
        TransferContext context = new(used, progress, _time, cancellationToken);
        TransferJob job = new(operation, uri, servers, context, makeDriver);
        Action<Action<TransferResult>> run = used.Group is not null && groupTarget is not null
            ? new GroupJob(uri, servers[0], context, groupTarget, job).Run
            : job.Run;
        return await StartThread(operation, uri, run).ConfigureAwait(false);
    }

    private Task<TransferResult> StartThread(TransferOperation operation, TftpUri uri, Action<Action<TransferResult>> run)
    {
        TaskCompletionSource<TransferResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource threadEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _threads[threadEnd.Task] = true;
        new Thread(Run) { IsBackground = true, Name = operation == TransferOperation.Get ? "TFTP get" : "TFTP put" }.Start();
        return result.Task;

        void Run()
        {
            try
            {
                run(whole => result.TrySetResult(whole));
            }
            catch (OperationCanceledException cancelled)
            {
                result.TrySetCanceled(cancelled.CancellationToken);
            }
            catch (BindException exception)
            {
                result.TrySetException(FailureText.NoSocket(operation, uri, exception));
            }
            catch (Exception exception)
            {
                // The thread must not end the process: whatever went wrong belongs to whoever awaits the result.
                result.TrySetException(exception);
            }
            finally
            {
                _threads.TryRemove(threadEnd.Task, out _);
                threadEnd.SetResult();
            }
        }
    }

    private async Task<IReadOnlyList<PeerEndpoint>> ResolveAsync(
        TransferOperation operation, TftpUri uri, TftpClientOptions options, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(uri.Host, out IPAddress? literal))
        {
            return [PeerEndpoint.From(literal, uri.Port)];
        }

        IPAddress[] addresses;
        try
        {
            addresses = await _resolve(uri.Host, options.AddressFamily, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw FailureText.HostUnknown(operation, uri, exception);
        }

        PeerEndpoint[] servers = [.. addresses
            .Where(address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
            .Select(address => PeerEndpoint.From(address, uri.Port))
            .Distinct()];
        return servers.Length > 0 ? servers : throw FailureText.HostUnknown(operation, uri, inner: null);
    }
}
