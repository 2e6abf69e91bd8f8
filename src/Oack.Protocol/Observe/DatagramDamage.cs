namespace Oack.Protocol.Observe;

/// <summary>What is missing of a datagram that was seen.</summary>
public enum DatagramDamage : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The capture keeps only the first bytes of each frame; the datagram itself was whole.</summary>
    CutByCapture,

    /// <summary>Only some of its IP fragments were seen, the first one among them.</summary>
    FragmentsMissing,
}
