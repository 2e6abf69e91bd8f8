namespace Oack.Protocol.Options;

/// <summary>The options that Oack knows. Others are left out of an OACK, as RFC 2347 asks.</summary>
public enum OptionKind : byte
{
    /// <summary><c>blksize</c>: bytes in a block, 8 to 65,464 (RFC 2348).</summary>
    BlockSize,

    /// <summary><c>blksize2</c>: bytes in a block, a power of two (tftp-hpa, FreeBSD).</summary>
    BlockSize2,

    /// <summary><c>tsize</c>: bytes in the file; 0 in an RRQ asks for it (RFC 2349).</summary>
    TransferSize,

    /// <summary><c>timeout</c>: seconds before a retransmission, 1 to 255 (RFC 2349).</summary>
    Timeout,

    /// <summary><c>utimeout</c>: microseconds before a retransmission, 10,000 to 255,000,000 (tftp-hpa).</summary>
    MicrosecondTimeout,

    /// <summary><c>windowsize</c>: blocks in a window, 1 to 65,535 (RFC 7440).</summary>
    WindowSize,

    /// <summary><c>rollover</c>: the number that follows block 65,535: 0 or 1 (FreeBSD, tftpd32).</summary>
    Rollover,

    /// <summary>
    /// <c>msftwindow</c>: 31416 asks for ACKs with a fifth byte, 27182 grants them (Windows boot manager).
    /// </summary>
    MicrosoftWindow,

    /// <summary>
    /// <c>multicast</c>: empty in an RRQ; group, port and who is the master client in an OACK (RFC 2090). As an entry of a
    /// list its value is 0 in a request, and in an OACK 1 for the master client, else 0.
    /// </summary>
    Multicast,
}
