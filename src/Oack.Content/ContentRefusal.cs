using Oack.Protocol.Wire;

namespace Oack.Content;

/// <summary>
/// Why a name is not served or not stored: what the ERROR packet says to the peer, and what the log says to the operator.
/// </summary>
/// <param name="Code">The error code on the wire (RFC 1350, appendix).</param>
/// <param name="Message">
/// The text for the peer: short (it may be read at a boot screen of 80 columns), ASCII, without paths of this machine.
/// </param>
/// <param name="Detail">The cause for the operator's log, or null when <paramref name="Message"/> says it all.</param>
public sealed record ContentRefusal(ErrorCode Code, string Message, string? Detail = null)
{
    /// <summary>
    /// Whether it may be otherwise in a moment, as when no more files may be open: a server asks again when another transfer
    /// has ended, and only tells the peer when none runs.
    /// </summary>
    public bool IsPassing { get; init; }
}
