using System.Net;
using System.Net.Sockets;
using Oack.Content;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Multicast;
using Oack.Protocol.Options;

namespace Oack.Client;

/// <summary>
/// A get by multicast from the user's point of view: one attempt with the group and, where that leads nowhere, an
/// ordinary transfer in its place.
/// </summary>
internal sealed class GroupJob(TftpUri uri, PeerEndpoint server, TransferContext context, WriteContent target, TransferJob plain)
{
    private readonly TftpClientOptions _options = context.Options;

    /// <summary>Runs the transfer; returns when nothing is left to do, dally included.</summary>
    /// <param name="completed">Called with the result as soon as the file is whole.</param>
    /// <exception cref="TftpException">The transfer failed.</exception>
    /// <exception cref="OperationCanceledException">The user cancelled it.</exception>
    public void Run(Action<TransferResult> completed)
    {
        SpooledWriteContent? spool = target.TakesOffsets ? null : new SpooledWriteContent(target);
        FallbackStep step;
        try
        {
            GroupFetch fetch = _options.Group!;
            MulticastInterface? via = fetch.Interface ?? MulticastInterface.Towards(server);
            using ClientChannel channel = OpenChannel(fetch);
            GroupDriver driver = new(context, MakeSession(fetch), channel, spool ?? target, via, AnswerLimit);
            AttemptEnd end = driver.Run(whole => completed(plain.MakeResult(whole)));
            switch (end.Verdict)
            {
                case AttemptVerdict.Complete:
                    return;
                case AttemptVerdict.Cancelled:
                    throw new OperationCanceledException(context.CancellationToken);
                case AttemptVerdict.LocalFailed:
                    throw FailureText.Explain(TransferOperation.Get, uri, end, [], _options);
            }

            step = Explain(end, driver.JoinFailure, fetch);
        }
        finally
        {
            spool?.Dispose();
        }

        plain.Note(step);
        plain.Run(completed);
    }

    /// <summary>Others wait for an answer at the same server no longer than this, so it is enough for one.</summary>
    private TimeSpan AnswerLimit => _options.Patience * 0.4;

    private MulticastClientSession MakeSession(GroupFetch fetch)
    {
        MulticastSettings settings = MulticastSettings.Default with
        {
            Transfer = plain.Settings(),
            GroupPatience = fetch.Patience,
        };
        if (fetch.Mtftp is { } offer)
        {
            MtftpSettings mtftp = MtftpSettings.Default with { Transfer = settings.Transfer, ListenDelay = offer.OpenDelay };
            return MtftpReceiveSession.Listen(context.Now, server.WithPort((ushort)offer.ServerPort), offer.Group, uri.FileName, mtftp);
        }

        OptionList asked = RequestShape.First(_options with { UsesOptions = true }, PathMtu.BlockSizeFor(server)).ToAsked(_options, announcedBytes: 0);
        return MulticastReceiveSession.Request(context.Now, server, uri.FileName, asked, settings);
    }

    private ClientChannel OpenChannel(GroupFetch fetch)
    {
        if (fetch.Mtftp is not { } offer)
        {
            return ClientChannel.Open(server, _options.LocalAddress);
        }

        // PXE clients ask from the port on which they listen. Another client of this machine may have it: servers answer
        // to any port.
        try
        {
            return ClientChannel.Open(server, _options.LocalAddress ?? OwnAddress(), offer.Group.Port);
        }
        catch (BindException)
        {
            return ClientChannel.Open(server, _options.LocalAddress);
        }
    }

    /// <summary>
    /// The address that datagrams for the server leave from: a socket on all addresses would be in the way of the group's.
    /// </summary>
    private IPAddress? OwnAddress()
    {
        try
        {
            using Socket socket = new(
                server.IsIPv4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(server.ToIPEndPoint());
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static FallbackStep Explain(AttemptEnd end, string? joinFailure, GroupFetch fetch)
    {
        string what = fetch.Mtftp is null ? "multicast" : "multicast TFTP";
        if (joinFailure is not null)
        {
            return new(FallbackReason.GroupUnusable, $"the group cannot be joined: {joinFailure.TrimEnd('.')}; asked without {what}");
        }

        if (end.Group is null)
        {
            string cause = end.PeerHasAnswered ? "the server grants no multicast and the transfer failed" : "no answer to a request for multicast";
            return new(FallbackReason.MulticastRefused, cause + $"; asked without {what}");
        }

        return new(
            FallbackReason.GroupSilent,
            $"{(end.Bytes == 0 ? "nothing" : "not all of the file")} came to the group {end.Group.Group}; asked without {what}");
    }
}
