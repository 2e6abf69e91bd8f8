namespace Oack.Protocol.Tests.Data;

/// <summary>
/// Packets captured from real programs: curl, tftp-hpa, atftp, dnsmasq, busybox, iPXE, PXELINUX, UEFI firmware.
/// </summary>
internal static class CapturedPackets
{
    public static IReadOnlyList<CapturedPacket> All { get; } =
    [
        new("curl 7.88 asks tftpd-hpa 5.2",
            [.. "\0\u0001small.bin\0octet\0tsize\00\0blksize\01428\0timeout\06\0"u8],
            "RRQ file=small.bin mode=octet tsize=0 blksize=1428 timeout=6"),
        new("tftpd-hpa 5.2 answers curl 7.88",
            [.. "\0\u0006tsize\020000\0blksize\01428\0timeout\06\0"u8],
            "OACK tsize=20000 blksize=1428 timeout=6"),
        new("tftp-hpa 5.2 asks without options",
            [.. "\0\u0001router.cfg\0octet\0"u8],
            "RRQ file=router.cfg mode=octet"),
        new("tftpd-hpa 5.2 does not find the file",
            [.. "\0\u0005\0\u0001File not found\0"u8],
            "ERROR code=1 \"File not found\""),
        new("UEFI firmware (OVMF 2022.11) probes the size",
            [.. "\0\u0001bootx64.efi\0octet\0tsize\00\0blksize\01468\0windowsize\04\0"u8],
            "RRQ file=bootx64.efi mode=octet tsize=0 blksize=1468 windowsize=4"),
        new("dnsmasq 2.90 answers the probe in its own order",
            [.. "\0\u0006blksize\01468\0tsize\036002\0"u8],
            "OACK blksize=1468 tsize=36002"),
        new("UEFI firmware (OVMF 2022.11) ends its probe",
            [.. "\0\u0005\0\bUser aborted the transfer\0"u8],
            "ERROR code=8 \"User aborted the transfer\""),
        new("UEFI firmware (OVMF 2022.11) fetches",
            [.. "\0\u0001bootx64.efi\0octet\0blksize\01468\0windowsize\04\0"u8],
            "RRQ file=bootx64.efi mode=octet blksize=1468 windowsize=4"),
        new("iPXE (2019) asks atftpd 0.8.0",
            [.. "\0\u0001pxelinux.0\0octet\0blksize\01432\0tsize\00\0"u8],
            "RRQ file=pxelinux.0 mode=octet blksize=1432 tsize=0"),
        new("PXELINUX 6.04 looks for its configuration",
            [.. "\0\u0001pxelinux.cfg/01-52-54-00-98-07-1b\0octet\0tsize\00\0blksize\01408\0"u8],
            "RRQ file=pxelinux.cfg/01-52-54-00-98-07-1b mode=octet tsize=0 blksize=1408"),
        new("atftp 0.8.0 writes with a window",
            [.. "\0\u0002incoming/up1.bin\0octet\0tsize\030000\0blksize\01024\0windowsize\04\0"u8],
            "WRQ file=incoming/up1.bin mode=octet tsize=30000 blksize=1024 windowsize=4"),
        new("atftpd 0.8.0 grants the window",
            [.. "\0\u0006tsize\030000\0blksize\01024\0windowsize\04\0"u8],
            "OACK tsize=30000 blksize=1024 windowsize=4"),
        new("busybox 1.35 gives up",
            [.. "\0\u0005\0\0read error\0"u8],
            "ERROR code=0 \"read error\""),
        new("a request cut in its name",
            [.. "\0\u0001bootx64.efi"u8],
            "RRQ malformed (Unterminated) <13 bytes>"),
        new("a request cut in its mode",
            [.. "\0\u0001bootx64.efi\0oct"u8],
            "RRQ malformed (Unterminated) <17 bytes>"),
        new("an OACK without its last NUL",
            [.. "\0\u0006tsize\0812"u8],
            "OACK malformed (Unterminated) <11 bytes>"),
    ];
}
