namespace Oack.Boot.Tests.Support;

/// <summary>
/// Messages of real programs, from the captures of the trace tests. What is zero between the hardware address and the
/// options is left out here and put back.
/// </summary>
internal static class CapturedMessages
{
    private const int HeadBytes = 34;
    private const int CookieOffset = 236;

    /// <summary>iPXE's boot ROM for a PC in QEMU looks for servers (pxelinux-search.pcap, frame 1).</summary>
    public static byte[] IpxeDiscover { get; } = Whole(
        "01010600aa1c7663000400000000000000000000000000000000000052540098071b",
        "63825363350101390205c05d0200005e030102013c20505845436c69656e743a417263683a30303030303a554e44493a3030"
        + "323030314d04695058453717010306070c0f111a2b3c4243778081828384858687afcbaf30b105011af41000eb0301000017"
        + "01012201011301011101012701011901012901011001022101011501011801011201013d070152540098071b61110044454c"
        + "4c420010308036b7c04f535132ff");

    /// <summary>dnsmasq offers it an address and a file (pxelinux-search.pcap, frame 4).</summary>
    public static byte[] DnsmasqOffer { get; } = Whole(
        "02010600aa1c766300040000000000000a6207250a6207010000000052540098071b",
        "6382536335010236040a620701330400000e10430b7078656c696e75782e30003a04000007083b0400000c4e0104ffffff00"
        + "1c040a6207ff03040a620701ff00");

    /// <summary>It takes that offer (pxelinux-search.pcap, frame 6).</summary>
    public static byte[] IpxeRequest { get; } = Whole(
        "01010600aa1c7663000e00000000000000000000000000000000000052540098071b",
        "63825363350103390205c05d0200005e030102013c20505845436c69656e743a417263683a30303030303a554e44493a3030"
        + "323030314d04695058453717010306070c0f111a2b3c4243778081828384858687afcbaf30b105011af41000eb0301000017"
        + "01012201011301011101012701011901012901011001022101011501011801011201013d070152540098071b61110044454c"
        + "4c420010308036b7c04f53513236040a62070132040a620725ff");

    /// <summary>EDK2 (OVMF) looks for servers (uefi-size-probe.pcap, frame 1).</summary>
    public static byte[] UefiDiscover { get; } = Whole(
        "0101060065a0a2090000800000000000000000000000000000000000525400980711",
        "63825363350101390205c037230102030405060c0d0f111216171c28292a2b3233363a3b3c42436180818283848586876111"
        + "00000000000000000000000000000000005e030103005d0200073c20505845436c69656e743a417263683a30303030373a55"
        + "4e44493a303033303030ff");

    /// <summary>It takes an offer (uefi-size-probe.pcap, frame 3).</summary>
    public static byte[] UefiRequest { get; } = Whole(
        "0101060065a0a2090000800000000000000000000000000000000000525400980711",
        "6382536335010336040a62070132040a62071b3902ff0037230102030405060c0d0f111216171c28292a2b3233363a3b3c42"
        + "43618081828384858687611100000000000000000000000000000000005e030103005d0200073c20505845436c69656e743a"
        + "417263683a30303030373a554e44493a303033303030ff");

    private static byte[] Whole(string head, string options)
    {
        byte[] tail = Convert.FromHexString(options);
        byte[] bytes = new byte[CookieOffset + tail.Length];
        Convert.FromHexString(head).CopyTo(bytes, 0);
        tail.CopyTo(bytes, CookieOffset);
        Assert.Equal(HeadBytes, head.Length / 2);
        return bytes;
    }
}
