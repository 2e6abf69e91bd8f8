namespace Oack.Boot.Dhcp;

/// <summary>Who sent a message: the field op (RFC 2131 §2).</summary>
public enum DhcpOperation : byte
{
    /// <summary>A client: BOOTREQUEST.</summary>
    Request = 1,

    /// <summary>A server: BOOTREPLY.</summary>
    Reply = 2,
}
