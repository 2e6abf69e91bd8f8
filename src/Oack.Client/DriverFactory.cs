using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Transfer;

namespace Oack.Client;

/// <summary>Makes the driver of one attempt.</summary>
internal delegate TransferDriver DriverFactory(
    TransferContext context, RequestShape shape, TransferSettings settings, PeerEndpoint server, ClientChannel channel, TimeSpan answerLimit);
