namespace Oack.Protocol.Transfer;

/// <summary>What a transfer made of a datagram.</summary>
public enum Disposition : byte
{
    /// <summary>It moved the transfer on.</summary>
    Accepted = 0,

    /// <summary>It repeats what is known; nothing changed, though it may be acknowledged again.</summary>
    Duplicate,

    /// <summary>Its block number lies outside what is expected now; ignored.</summary>
    OutOfWindow,

    /// <summary>It is not a TFTP packet, or a broken one; ignored.</summary>
    Malformed,

    /// <summary>It comes from another address or port than the peer's; answered with ERROR 5 (RFC 1350 §4).</summary>
    ForeignPeer,

    /// <summary>A packet that has no place here (for example DATA to a sender); ignored.</summary>
    Unexpected,

    /// <summary>It ended the transfer (ERROR, or a breach that the transfer cannot go on after).</summary>
    Terminal,
}
