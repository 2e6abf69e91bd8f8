namespace Oack.Trace.Frames;

/// <summary>What a frame carries.</summary>
internal enum NetworkKind : byte
{
    /// <summary>Something that is not looked into.</summary>
    Other = 0,

    IPv4,

    IPv6,

    Arp,

    /// <summary>The frame ends before it tells.</summary>
    TooShort,

    /// <summary>The frame begins with something that is not known.</summary>
    UnknownLink,
}
