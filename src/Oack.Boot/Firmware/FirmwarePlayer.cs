using System.Net.Sockets;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;
using static System.FormattableString;

namespace Oack.Boot.Firmware;

/// <summary>Drives a <see cref="FirmwareSession"/> over ports, on the calling thread.</summary>
public sealed class FirmwarePlayer
{
    private readonly FirmwareProfile _profile;
    private readonly FirmwarePlayerOptions _options;
    private readonly EngineClock _clock;
    private long _frames;

    /// <summary>Prepares to play.</summary>
    /// <param name="profile">Whose habits.</param>
    /// <param name="options">The world around.</param>
    public FirmwarePlayer(FirmwareProfile profile, FirmwarePlayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        _profile = profile;
        _options = options;
        _clock = new EngineClock(options.TimeProvider);
    }

    /// <summary>Plays until the program has what it wants, or gives up, or the time is over.</summary>
    /// <param name="session">What is asked for.</param>
    /// <param name="server">Who is asked.</param>
    /// <param name="cancellation">Switches the machine off: the running request hangs up as the program would.</param>
    /// <exception cref="BindException">No port can be had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Play(FirmwareSession session, PeerEndpoint server, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        Instant off = _clock.Now + _options.MaxTime;
        while (session.TryNext(out FirmwareStep step))
        {
            cancellation.ThrowIfCancellationRequested();
            FirmwareTransfer transfer = new(_profile, step, server);
            _options.StepBegins?.Invoke(step);
            Instant began = _clock.Now;
            Play(transfer, off, cancellation);
            _options.StepEnded?.Invoke(transfer, _clock.Now - began);
            session.Complete(transfer);
        }

        _options.Tracker?.Finish();
    }

    /// <summary>Plays one request to its end.</summary>
    /// <param name="transfer">The request, not started.</param>
    /// <param name="cancellation">Switches the machine off.</param>
    /// <exception cref="BindException">No port can be had.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Play(FirmwareTransfer transfer, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        Play(transfer, _clock.Now + _options.MaxTime, cancellation);
    }

    private void Play(FirmwareTransfer transfer, Instant off, CancellationToken cancellation)
    {
        using IBootChannel channel = _options.OpenChannel(transfer.Server, transfer.Step.LocalPort);
        using CancellationTokenRegistration registration = cancellation.Register(channel.Wake);
        transfer.LocalPort = channel.LocalEndpoint.Port;
        _options.Content?.Invoke(transfer.Step, default);
        transfer.Start(_clock.Now);
        SendAll(transfer, channel);
        while (transfer.End == FirmwareEnd.None)
        {
            Instant now = _clock.Now;
            if (now >= off)
            {
                transfer.Abort(Invariant($"the {_options.MaxTime.TotalSeconds:0.#} s that it may take are over"));
            }

            Instant until = Instant.Min(transfer.NextDeadline, off);
            TimeSpan wait = until > now ? until - now : TimeSpan.Zero;
            if (transfer.End == FirmwareEnd.None)
            {
                Receive(transfer, channel, wait);
            }

            if (cancellation.IsCancellationRequested)
            {
                transfer.Abort("interrupted");
            }

            SendAll(transfer, channel);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private void Receive(FirmwareTransfer transfer, IBootChannel channel, TimeSpan wait)
    {
        ReceiveStatus status = channel.Receive(wait, out ReadOnlySpan<byte> datagram, out PeerEndpoint from);
        Instant now = _clock.Now;
        switch (status)
        {
            case ReceiveStatus.Ok:
                Show(now, from, channel.LocalEndpoint, datagram);
                transfer.HandleDatagram(now, from, datagram, out ReadOnlySpan<byte> content);
                if (!content.IsEmpty)
                {
                    _options.Content?.Invoke(transfer.Step, content);
                }

                break;
            case ReceiveStatus.Unreachable:
                _options.Tracker?.ObserveUnreachable(now, ++_frames, channel.LocalEndpoint, from, isPort: true);
                if (from == (transfer.ServerTid ?? transfer.Server))
                {
                    transfer.HandleUnreachable();
                }

                break;
        }

        transfer.HandleTimeout(now);
    }

    private void SendAll(FirmwareTransfer transfer, IBootChannel channel)
    {
        while (transfer.TryPollTransmit(out ReadOnlyMemory<byte> datagram, out PeerEndpoint to))
        {
            if (channel.Send(to, datagram.Span) is SocketError.NetworkUnreachable or SocketError.HostUnreachable)
            {
                transfer.HandleUnreachable();
                return;
            }

            Show(_clock.Now, channel.LocalEndpoint, to, datagram.Span);
        }
    }

    private void Show(Instant now, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> datagram)
    {
        _options.Tracker?.Observe(new ObservedDatagram(now, ++_frames, from, to, datagram.Length), datagram);
        _options.PacketSeen?.Invoke(now - Instant.Zero, from, to, datagram);
    }
}
