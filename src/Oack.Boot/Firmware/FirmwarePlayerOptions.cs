using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Boot.Firmware;

/// <summary>The world around a <see cref="FirmwarePlayer"/>.</summary>
public sealed record FirmwarePlayerOptions
{
    /// <summary>Where the time comes from. Defaults to the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Makes the port that a request leaves from, given the server and the port. Defaults to ports of this machine.</summary>
    public Func<PeerEndpoint, int, IBootChannel> OpenChannel { get; init; } = SocketBootChannel.Open;

    /// <summary>Is shown every datagram, both ways. Defaults to none.</summary>
    public ConversationTracker? Tracker { get; init; }

    /// <summary>Takes the content of files. Defaults to none: it is counted and thrown away.</summary>
    public FirmwareContentWriter? Content { get; init; }

    /// <summary>Hears of each request before it is sent. Defaults to nobody.</summary>
    public Action<FirmwareStep>? StepBegins { get; init; }

    /// <summary>Hears of each request that has ended, and how long it took. Defaults to nobody.</summary>
    public Action<FirmwareTransfer, TimeSpan>? StepEnded { get; init; }

    /// <summary>Is shown every datagram, both ways, for logs. Defaults to nobody.</summary>
    public FirmwarePacketObserver? PacketSeen { get; init; }

    /// <summary>When the machine is switched off. Defaults to 5 minutes; a file that never ends would last for ever.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);
}
