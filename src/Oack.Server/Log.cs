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

    [LoggerMessage(5, LogLevel.Warning,
        "This process may have {Limit} files open: while {Running} transfers run, further ones may have to wait; " +
        "raise the limit with ulimit -n, or LimitNOFILE= of the service")]
    internal static partial void FilesShort(ILogger logger, long? limit, int running);

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

    [LoggerMessage(40, LogLevel.Information, "Group {Group} \"{Name}\": begun, {Blocks} blocks")]
    internal static partial void GroupBegun(ILogger logger, IPEndPoint group, string name, long blocks);

    [LoggerMessage(41, LogLevel.Information, "Group {Group} \"{Name}\": {Master} is the master client; receivers: {Receivers}")]
    internal static partial void GroupMaster(ILogger logger, IPEndPoint group, string name, IPEndPoint master, int receivers);

    [LoggerMessage(42, LogLevel.Information, "Group {Group} \"{Name}\": a round ended; {Sent} DATA so far, {Blocks} blocks")]
    internal static partial void GroupRoundEnded(ILogger logger, IPEndPoint group, string name, long sent, long blocks);

    [LoggerMessage(43, LogLevel.Information,
        "Group {Group} \"{Name}\": ended after {Seconds} s; receivers that have the file: {Done}, lost: {Lost}; {Sent} DATA for {Blocks} blocks, {Factor} each")]
    internal static partial void GroupEnded(
        ILogger logger, IPEndPoint group, string name, double seconds, long done, long lost, long sent, long blocks, double factor);

    [LoggerMessage(30, LogLevel.Error, "The content source threw for \"{Name}\"; the client got ERROR 0")]
    internal static partial void ContentFaulted(ILogger logger, string name, Exception exception);

    [LoggerMessage(31, LogLevel.Error, "A handler of a server event threw")]
    internal static partial void HandlerFaulted(ILogger logger, Exception exception);

    [LoggerMessage(32, LogLevel.Warning, "{Count} events were dropped: the handlers or the log are too slow")]
    internal static partial void EventsDropped(ILogger logger, long count);
}
