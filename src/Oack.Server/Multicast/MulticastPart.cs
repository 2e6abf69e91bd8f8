using System.Net;

namespace Oack.Server;

/// <summary>The part that a client had in a group.</summary>
/// <param name="Group">The group, with the port of its receivers.</param>
/// <param name="IsMtftp">Whether it was PXE's multicast TFTP rather than RFC 2090.</param>
/// <param name="WasMaster">Whether the client was the master client for some time.</param>
/// <param name="Receivers">How many receivers the group had when the client's part ended, itself among them.</param>
public sealed record MulticastPart(IPEndPoint Group, bool IsMtftp, bool WasMaster, int Receivers);
