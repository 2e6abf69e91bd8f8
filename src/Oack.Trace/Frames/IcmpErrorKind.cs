namespace Oack.Trace.Frames;

/// <summary>What an ICMP message says of the packet that it quotes.</summary>
internal enum IcmpErrorKind : byte
{
    /// <summary>Nothing that is looked into.</summary>
    Other = 0,

    /// <summary>Nothing listens on its port.</summary>
    PortUnreachable,

    /// <summary>Its host or network cannot be reached, or a filter forbids it.</summary>
    HostUnreachable,

    /// <summary>It is longer than the path takes.</summary>
    TooBig,
}
