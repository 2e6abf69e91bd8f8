using Oack.Boot.Dhcp;
using Oack.Boot.Firmware;
using Oack.Protocol.Observe;

namespace Oack.Boot.Tests.Firmware;

/// <summary>A whole session of a program against a <see cref="MiniServer"/>, with a tracker that watches.</summary>
internal sealed class PlayedSession
{
    public PlayedSession(FirmwareProfile profile, MiniServer server, string file = "boot.efi", bool probeOnly = false, FirmwareMachine? machine = null)
    {
        Session = new FirmwareSession(
            profile, machine ?? new FirmwareMachine { Seed = 100, Address = new IPv4Address(0xC000_0263) }, file, probeOnly);
        FirmwarePlayerOptions options = new()
        {
            TimeProvider = server,
            OpenChannel = server.Open,
            Tracker = Tracker,
            Content = (_, content) => ContentBytes += content.Length,
        };
        new FirmwarePlayer(profile, options).Play(Session, MiniServer.Address);
    }

    public FirmwareSession Session { get; }

    public ConversationTracker Tracker { get; } = new();

    public long ContentBytes { get; private set; }
}
