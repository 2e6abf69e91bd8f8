using System.Runtime.Versioning;

// The programs that these tests talk to are Debian's, and the loss is nftables' work.
[assembly: SupportedOSPlatform("linux")]
