namespace Oack.Net;

/// <summary>Which engine moves the datagrams.</summary>
public enum EngineKind : byte
{
    /// <summary>The fastest one that runs here.</summary>
    Best = 0,

    /// <summary>The framework's sockets: everywhere.</summary>
    Portable,

    /// <summary>Linux: many datagrams a system call.</summary>
    Linux,
}
