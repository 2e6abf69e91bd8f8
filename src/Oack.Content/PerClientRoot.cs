namespace Oack.Content;

/// <summary>
/// Whether clients have directories of their own in the root, which are searched before the root itself. Convenience,
/// not a protection: whoever knows another client's directory can ask for it by name.
/// </summary>
public enum PerClientRoot : byte
{
    /// <summary>One root for all.</summary>
    None = 0,

    /// <summary>
    /// By address: <c>192.0.2.7/</c>; of an IPv6 address, with a dash for each colon: <c>2001-db8--7/</c>.
    /// </summary>
    Ip,

    /// <summary>
    /// By the hardware address in the name that is asked for: <c>52-54-00-12-34-56/</c>, lower case. It is found as six
    /// pairs with dashes or colons (PXELINUX puts the type <c>01-</c> before them, which does not count), or as twelve
    /// digits in a row (IP phones). A name that carries none is looked for in the root.
    /// </summary>
    Mac,
}
