namespace Oack.Client;

/// <summary>What kept a transfer from becoming whole.</summary>
public enum TftpFailure
{
    /// <summary>Something that none of the others names.</summary>
    Other = 0,

    /// <summary>The server has no such file (ERROR 1).</summary>
    NotFound,

    /// <summary>The server refuses: access, space, an existing file, a user, an operation (ERROR 2, 3, 4, 6, 7, and 0 at the start).</summary>
    Refused,

    /// <summary>The name of the server has no address.</summary>
    HostUnknown,

    /// <summary>Nobody answered, or the host said that nobody listens there.</summary>
    NoAnswer,

    /// <summary>The server fell silent midway.</summary>
    Stalled,

    /// <summary>The server ended the transfer midway with an ERROR.</summary>
    EndedByServer,

    /// <summary>The file ended before its announced size.</summary>
    Incomplete,

    /// <summary>The server breaks the protocol, and stepping back did not help.</summary>
    Protocol,

    /// <summary>The local file or stream could not be read or written.</summary>
    LocalFile,

    /// <summary>No socket could be opened or used on this side.</summary>
    Network,
}
