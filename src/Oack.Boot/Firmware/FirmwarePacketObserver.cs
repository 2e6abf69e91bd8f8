using Oack.Protocol;

namespace Oack.Boot.Firmware;

/// <summary>Is shown a datagram that was sent or received.</summary>
/// <param name="after">The time since the player was made.</param>
/// <param name="from">Who sent it.</param>
/// <param name="to">Whom it goes to.</param>
/// <param name="datagram">Its bytes; valid during the call only.</param>
public delegate void FirmwarePacketObserver(TimeSpan after, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> datagram);
