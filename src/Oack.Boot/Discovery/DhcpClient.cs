using Oack.Boot.Dhcp;
using Oack.Boot.Firmware;
using Oack.Protocol;
using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Boot.Discovery;

/// <summary>
/// A machine that looks for its boot file (RFC 2131 §4.4, PXE 2.1 §2.2): it collects offers and proxies' offers, takes an
/// address, and asks a boot server on port 4011 where it is told to. It takes bytes and time and gives bytes and
/// deadlines; nothing that a server sends throws. It configures nothing.
/// </summary>
/// <remarks>It keeps the first <see cref="MaxReplies"/> answers; later ones are followed, and only counted.</remarks>
public sealed partial class DhcpClient
{
    /// <summary>The most answers that are kept: 64.</summary>
    public const int MaxReplies = 64;

    /// <summary>The most bytes of a message: what fits a frame of Ethernet.</summary>
    public const int MaxMessageBytes = 1_472;

    private readonly DhcpHabits _habits;
    private readonly FirmwareMachine _machine;
    private readonly uint _transactionId;
    private readonly Queue<(byte[] Message, PeerEndpoint To, IPv4Address From)> _outgoing = new();
    private readonly List<DhcpReplySeen> _replies = [];
    private Instant _began;
    private Instant _deadline = Instant.Never;
    private Instant _proxyDeadline = Instant.Never;
    private int _tries;
    private DhcpReplySeen? _offer;
    private DhcpReplySeen? _proxy;
    private DhcpReplySeen? _lease;
    private DhcpReplySeen? _asked;
    private IPv4Address _bootServer;

    /// <summary>Prepares to look.</summary>
    /// <param name="habits">How it asks.</param>
    /// <param name="machine">Its hardware address and UUID.</param>
    /// <param name="architecture">What it says that it is.</param>
    /// <param name="transactionId">The number that joins its questions and their answers: any.</param>
    public DhcpClient(DhcpHabits habits, FirmwareMachine machine, ClientArchitecture architecture, uint transactionId)
    {
        ArgumentNullException.ThrowIfNull(habits);
        ArgumentNullException.ThrowIfNull(machine);
        _habits = habits;
        _machine = machine;
        _transactionId = transactionId;
        Architecture = architecture;
    }

    /// <summary>What it says that it is.</summary>
    public ClientArchitecture Architecture { get; }

    /// <summary>Where it is on its way.</summary>
    public DhcpClientState State { get; private set; }

    /// <summary>The answers that came, in order.</summary>
    public IReadOnlyList<DhcpReplySeen> Replies => _replies;

    /// <summary>The answer that came last; null before the first.</summary>
    public DhcpReplySeen? LastReply { get; private set; }

    /// <summary>How many answers came beyond those that are kept.</summary>
    public int NotKept { get; private set; }

    /// <summary>What it learned, once it is done.</summary>
    public BootPlan? Plan { get; private set; }

    /// <summary>Why it gave up, in words, escaped; empty else.</summary>
    public string Failure { get; private set; } = "";

    /// <summary>When <see cref="HandleTimeout"/> is due.</summary>
    public Instant NextDeadline => Instant.Min(_deadline, _proxyDeadline);

    /// <summary>Sends the first DISCOVER.</summary>
    public void Start(Instant now)
    {
        _began = now;
        State = DhcpClientState.Discovering;
        SendDiscover(now);
        _deadline = now + _habits.DiscoverWaits[0];
    }

    /// <summary>The next message to send; false when there is none.</summary>
    /// <param name="message">Its bytes.</param>
    /// <param name="to">Where it goes: to all on port 67, or to a boot server on port 4011.</param>
    /// <param name="from">The address that it comes from; 0.0.0.0 before there is one. The port is 68.</param>
    public bool TryPollTransmit(out ReadOnlyMemory<byte> message, out PeerEndpoint to, out IPv4Address from)
    {
        bool found = _outgoing.TryDequeue(out (byte[] Message, PeerEndpoint To, IPv4Address From) next);
        (message, to, from) = (next.Message, next.To, next.From);
        return found;
    }

    /// <summary>Takes in a datagram that came to port 68.</summary>
    /// <returns>Whether it is an answer to this machine.</returns>
    public bool HandleMessage(Instant now, PeerEndpoint from, ReadOnlySpan<byte> message)
    {
        if (DhcpPacket.TryParse(message, out DhcpPacket packet) != DhcpParseStatus.Ok || packet.Operation != DhcpOperation.Reply
            || packet.TransactionId != _transactionId || packet.Hardware != _machine.Hardware)
        {
            return false;
        }

        DhcpReplySeen reply = DhcpReplySeen.Of(now, from, packet);
        LastReply = reply;
        if (_replies.Count < MaxReplies)
        {
            _replies.Add(reply);
        }
        else
        {
            NotKept++;
        }

        switch (State)
        {
            case DhcpClientState.Discovering when reply.Type is DhcpMessageType.Offer or DhcpMessageType.None:
                HandleOffer(now, reply);
                break;
            case DhcpClientState.Requesting:
                HandleConfirmation(now, reply);
                break;
            case DhcpClientState.AskingBootServer when reply.Type == DhcpMessageType.Acknowledge
                && (reply.Server == _bootServer || reply.From.IPv4Address == _bootServer.Value):
                Finish(_lease!, reply);
                break;
        }

        return true;
    }

    /// <summary>Does what is due; a call before <see cref="NextDeadline"/> does nothing.</summary>
    public void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
        {
            return;
        }

        switch (State)
        {
            case DhcpClientState.Discovering when _offer is not null:
                TakeOffer(now);
                break;
            case DhcpClientState.Discovering:
                Repeat(now, _habits.DiscoverWaits, SendDiscover, NobodyOffers());
                break;
            case DhcpClientState.Requesting:
                Repeat(now, _habits.RequestWaits, SendRequest, Invariant($"{_offer!.Server} offered {_offer.YourAddress} and did not confirm it"));
                break;
            case DhcpClientState.AskingBootServer:
                Repeat(now, _habits.RequestWaits, SendBootRequest, Invariant($"the boot server {_bootServer} does not answer on port {DhcpPorts.BootServer}"));
                break;
        }
    }

    private string NobodyOffers() => _proxy is null
        ? "no DHCP server answers"
        : Invariant($"no DHCP server offers an address; only the proxy {_proxy.Server} answers");

    private void Repeat(Instant now, IReadOnlyList<TimeSpan> waits, Action<Instant> send, string failure)
    {
        if (++_tries >= waits.Count)
        {
            Fail(failure);
            return;
        }

        send(now);
        _deadline = now + waits[_tries];
    }

    private void HandleOffer(Instant now, DhcpReplySeen reply)
    {
        if (reply.IsProxy)
        {
            // A proxy that names a file serves the client better than one that has to be asked again.
            _proxy = _proxy is null || (!_proxy.HasReadyFile && reply.HasReadyFile) ? reply : _proxy;
        }
        else if (reply.YourAddress.IsSet && (_offer is null || Rank(reply) > Rank(_offer)))
        {
            _offer = reply;
        }

        if (_offer is not null && !_proxyDeadline.IsSet && _habits.ProxyWait is { } wait)
        {
            _proxyDeadline = now + wait;
            if (wait == TimeSpan.Zero)
            {
                TakeOffer(now);
            }
        }
    }

    /// <summary>An offer that speaks PXE comes before one with a file, and that before an address alone (edk2, PxeBcSelectDhcp4Offer).</summary>
    private static int Rank(DhcpReplySeen offer) => offer is { IsPxe: true, HasReadyFile: true } or { IsPxe: true, MenuItem: not null } ? 2
        : offer.File.Length > 0 ? 1
        : 0;

    private void TakeOffer(Instant now)
    {
        _proxyDeadline = Instant.Never;
        if (_offer!.Type == DhcpMessageType.None)
        {
            // BOOTP knows no request: the reply is all (RFC 951).
            HandleLease(now, _offer);
            return;
        }

        State = DhcpClientState.Requesting;
        _tries = 0;
        SendRequest(now);
        _deadline = now + _habits.RequestWaits[0];
    }

    private void HandleConfirmation(Instant now, DhcpReplySeen reply)
    {
        if (reply.Server != _offer!.Server)
        {
            return;
        }

        if (reply.Type == DhcpMessageType.NotAcknowledge)
        {
            string says = reply.Message.Length > 0 ? Invariant($": \"{PacketText.Escape(reply.Message)}\"") : "";
            Fail(Invariant($"{reply.Server} offered {_offer.YourAddress} and then refuses it{says}"));
        }
        else if (reply.Type == DhcpMessageType.Acknowledge)
        {
            HandleLease(now, reply);
        }
    }

    /// <summary>It has an address: who names the file?</summary>
    private void HandleLease(Instant now, DhcpReplySeen lease)
    {
        _lease = lease;

        // The confirmation may say less than the offer did.
        DhcpReplySeen own = Rank(lease) >= Rank(_offer!) ? lease : _offer!;
        DhcpReplySeen boot = Rank(own) < 2 && _proxy is not null ? _proxy : own;
        if (boot.HasReadyFile || !boot.IsPxe)
        {
            Finish(lease, boot);
            return;
        }

        const ushort LocalBoot = 0;
        if (boot.MenuItem == LocalBoot)
        {
            Fail(Invariant($"the menu of {boot.Server} says to boot from the local disk: \"{PacketText.Escape(boot.MenuText)}\""));
            return;
        }

        _asked = boot;
        _bootServer = boot.MenuServer.IsSet ? boot.MenuServer : boot.Server;
        State = DhcpClientState.AskingBootServer;
        _tries = 0;
        SendBootRequest(now);
        _deadline = now + _habits.RequestWaits[0];
    }

    private void Finish(DhcpReplySeen lease, DhcpReplySeen boot)
    {
        const int ClassABits = 8;
        const int ClassBBits = 16;
        const int ClassCBits = 24;
        uint address = _offer!.YourAddress.Value;
        int bits = address < 0x8000_0000 ? ClassABits : address < 0xC000_0000 ? ClassBBits : ClassCBits;
        IPv4Address mask = lease.Mask.IsSet ? lease.Mask : _offer.Mask.IsSet ? _offer.Mask : IPv4Address.Mask(bits);
        Plan = new BootPlan(
            _offer.YourAddress, mask, lease.Router.IsSet ? lease.Router : _offer.Router, boot.FileServer, boot.File, lease, boot);
        State = DhcpClientState.Done;
        _deadline = _proxyDeadline = Instant.Never;
    }

    private void Fail(string failure)
    {
        Failure = failure;
        State = DhcpClientState.Failed;
        _deadline = _proxyDeadline = Instant.Never;
    }
}
