namespace Oack.Protocol.Wire;

/// <summary>The error codes of ERROR packets (RFC 1350, appendix; RFC 2347).</summary>
public enum ErrorCode : ushort
{
    /// <summary>
    /// Not defined: see the message. Also how iPXE, PXELINUX and GRUB end a transfer that they do not want.
    /// </summary>
    NotDefined = 0,

    /// <summary>File not found.</summary>
    FileNotFound = 1,

    /// <summary>Access violation.</summary>
    AccessViolation = 2,

    /// <summary>Disk full or allocation exceeded.</summary>
    DiskFull = 3,

    /// <summary>Illegal TFTP operation.</summary>
    IllegalOperation = 4,

    /// <summary>Unknown transfer identifier.</summary>
    UnknownTransferId = 5,

    /// <summary>File already exists.</summary>
    FileAlreadyExists = 6,

    /// <summary>No such user.</summary>
    NoSuchUser = 7,

    /// <summary>Option negotiation ended the transfer (RFC 2347). Also how UEFI firmware ends its size probe.</summary>
    OptionNegotiation = 8,
}
