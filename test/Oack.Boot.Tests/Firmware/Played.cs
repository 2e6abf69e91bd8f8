using Oack.Boot.Firmware;
using Oack.Protocol;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Boot.Tests.Firmware;

/// <summary>One request of a program against what a test sends, on a clock that the test moves.</summary>
internal sealed class Played
{
    public static readonly PeerEndpoint Server = PeerEndpoint.FromIPv4(0xC000_0201, 69);
    public static readonly PeerEndpoint Tid = Server.WithPort(40_000);

    public Played(FirmwareProfile profile, FirmwareStep step)
    {
        Transfer = new FirmwareTransfer(profile, step, Server);
        Transfer.Start(Now);
        Drain();
    }

    public FirmwareTransfer Transfer { get; }

    public Instant Now { get; private set; } = Instant.Zero;

    /// <summary>What was sent and not yet asked for, as text.</summary>
    public List<string> Sent { get; } = [];

    public List<byte[]> SentBytes { get; } = [];

    public List<byte> Content { get; } = [];

    public static Played Fetch(FirmwareProfile profile, string name = "boot.efi") => new(profile, FirmwareStep.FetchOf(profile, name));

    public static Played Probe(FirmwareProfile profile, string name = "boot.efi") => new(profile, FirmwareStep.ProbeOf(profile, name)!);

    /// <summary>What was sent since the last call.</summary>
    public string[] TakeSent()
    {
        string[] sent = [.. Sent];
        Sent.Clear();
        return sent;
    }

    public Disposition Receive(byte[] datagram, PeerEndpoint? from = null)
    {
        Disposition disposition = Transfer.HandleDatagram(Now, from ?? Tid, datagram, out ReadOnlySpan<byte> content);
        Content.AddRange(content);
        Drain();
        return disposition;
    }

    /// <summary>Waits until the next timer; how long it was.</summary>
    public TimeSpan Wait()
    {
        Assert.True(Transfer.NextDeadline.IsSet, "no timer runs");
        TimeSpan waited = Transfer.NextDeadline - Now;
        Now = Transfer.NextDeadline;
        Transfer.HandleTimeout(Now);
        Drain();
        return waited;
    }

    private void Drain()
    {
        while (Transfer.TryPollTransmit(out ReadOnlyMemory<byte> datagram, out PeerEndpoint to))
        {
            SentBytes.Add(datagram.ToArray());
            Sent.Add($"{to.Port}: {PacketText.Describe(datagram.Span)}");
        }
    }
}
