namespace Oack.Boot.Conformance.Talk;

/// <summary>What came, or that nothing did.</summary>
internal enum CheckPacketKind : byte
{
    /// <summary>Nothing within the time.</summary>
    Nothing,

    /// <summary>The host says that nobody listens on the port.</summary>
    Unreachable,

    /// <summary>A DATA.</summary>
    Data,

    /// <summary>An ACK.</summary>
    Acknowledgment,

    /// <summary>An OACK.</summary>
    OptionAck,

    /// <summary>An ERROR.</summary>
    Error,

    /// <summary>A request, which a server has no cause to send, or what is no TFTP packet.</summary>
    Other,
}
