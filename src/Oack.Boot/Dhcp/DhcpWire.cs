namespace Oack.Boot.Dhcp;

/// <summary>Where the fields of a message stand (RFC 2131 §2), and which numbers of it are fixed.</summary>
internal static class DhcpWire
{
    public const int OperationOffset = 0;
    public const int HardwareTypeOffset = 1;
    public const int HardwareLengthOffset = 2;
    public const int HopsOffset = 3;
    public const int TransactionIdOffset = 4;
    public const int SecondsOffset = 8;
    public const int FlagsOffset = 10;
    public const int ClientAddressOffset = 12;
    public const int YourAddressOffset = 16;
    public const int NextServerOffset = 20;
    public const int RelayOffset = 24;
    public const int HardwareOffset = 28;
    public const int ServerNameOffset = 44;
    public const int ServerNameBytes = 64;
    public const int FileOffset = 108;
    public const int FileBytes = 128;
    public const int CookieOffset = 236;
    public const int OptionsOffset = 240;

    /// <summary>What the options begin with.</summary>
    public const uint Cookie = 0x6382_5363;

    /// <summary>The flag of a client that can take only broadcasts.</summary>
    public const ushort BroadcastFlag = 0x8000;

    public const byte FileHoldsOptions = 1;
    public const byte ServerNameHoldsOptions = 2;

    /// <summary>How long an option's value may be; a longer one is split (RFC 3396).</summary>
    public const int MaxOptionBytes = 255;
}
