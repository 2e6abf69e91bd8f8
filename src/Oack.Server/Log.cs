using System.Net;
using Microsoft.Extensions.Logging;
using Oack.Protocol;

namespace Oack.Server;

/// <summary>All log messages of the server. The numbers are stable; text from peers arrives escaped.</summary>
internal static partial class Log
{
    private const string TransferEndedText =
        "{Client} {Operation} \"{Name}\": {Outcome}, {Bytes} bytes in {Seconds} s, asked [{Asked}], granted [{Granted}], " +
        "{Retransmissions} retransmissions, round trip {RoundTripMilliseconds} ms; {Cause}";

    [LoggerMessage(1, LogLevel.Information, "Listening on {Endpoint}")]
    internal static partial void Listening(ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(2, LogLevel.Information, "Stopping; running transfers have {Seconds} s to finish")]
    internal static partial void Stopping(ILogger logger, double seconds);

    [LoggerMessage(3, LogLevel.Information, "Stopped")]
    internal static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Critical, "The server's thread ended with an exception; nothing is served any more")]
    internal static partial void Crashed(ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Debug, "{Client} {Operation} \"{Name}\": started")]
    internal static partial void TransferStarted(ILogger logger, IPEndPoint client, string operation, string name);

    [LoggerMessage(11, LogLevel.Information, TransferEndedText)]
    internal static partial void TransferEnded(
        ILogger logger, IPEndPoint client, string operation, string name, string outcome, long bytes, double seconds,
        string asked, string granted, long retransmissions, double roundTripMilliseconds, string cause);

    [LoggerMessage(12, LogLevel.Warning, TransferEndedText)]
    internal static partial void TransferTroubled(
        ILogger logger, IPEndPoint client, string operation, string name, string outcome, long bytes, double seconds,
        string asked, string granted, long retransmissions, double roundTripMilliseconds, string cause);

    [LoggerMessage(20, LogLevel.Information, "{Client} sent what is no TFTP request ({Reason}); answered with ERROR 4")]
    internal static partial void RequestMalformed(ILogger logger, PeerEndpoint client, RequestRejection reason);

    [LoggerMessage(21, LogLevel.Debug, "{Client} sent what belongs to no transfer ({Reason})")]
    internal static partial void DatagramStray(ILogger logger, PeerEndpoint client, RequestRejection reason);

    [LoggerMessage(30, LogLevel.Error, "The content source threw for \"{Name}\"; the client got ERROR 0")]
    internal static partial void ContentFaulted(ILogger logger, string name, Exception exception);

    [LoggerMessage(31, LogLevel.Error, "A handler of a server event threw")]
    internal static partial void HandlerFaulted(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "{Count} events were dropped: the handlers or the log are too slow")]
    internal static partial void EventsDropped(ILogger logger, long count);
}
