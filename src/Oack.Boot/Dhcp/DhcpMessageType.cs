namespace Oack.Boot.Dhcp;

/// <summary>The type of a DHCP message, by the number of its option 53 (RFC 2132 §9.6).</summary>
public enum DhcpMessageType : byte
{
    /// <summary>BOOTP: the message has no such option (RFC 951).</summary>
    None = 0,

    /// <summary>A client looks for servers.</summary>
    Discover = 1,

    /// <summary>A server offers.</summary>
    Offer = 2,

    /// <summary>A client takes an offer, keeps what it has, or asks a boot server.</summary>
    Request = 3,

    /// <summary>A client has found that somebody uses its address already.</summary>
    Decline = 4,

    /// <summary>A server confirms.</summary>
    Acknowledge = 5,

    /// <summary>A server refuses.</summary>
    NotAcknowledge = 6,

    /// <summary>A client gives its address back.</summary>
    Release = 7,

    /// <summary>A client that has an address asks for the rest.</summary>
    Inform = 8,
}
