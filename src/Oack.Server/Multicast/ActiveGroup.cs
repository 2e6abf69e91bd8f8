using System.Net;

namespace Oack.Server;

/// <summary>What a row of the table of running transfers says of a group.</summary>
/// <param name="Group">The group, with the port of its receivers.</param>
/// <param name="IsMtftp">Whether it is PXE's multicast TFTP rather than RFC 2090.</param>
/// <param name="Master">The master client, or null where there is none at the moment.</param>
/// <param name="Receivers">How many receivers are being served.</param>
/// <param name="Done">How many receivers have the whole file already.</param>
public sealed record ActiveGroup(IPEndPoint Group, bool IsMtftp, IPEndPoint? Master, int Receivers, long Done);
