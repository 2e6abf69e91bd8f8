using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// Failures in words: the file and the server, the cause, the next step. What a peer sent is escaped.
/// </summary>
internal static class FailureText
{
    private const int MaxShownBytes = 200;

    /// <summary>The failure of a transfer whose attempts are used up.</summary>
    public static TftpException Explain(
        TransferOperation operation, TftpUri uri, AttemptEnd end, IReadOnlyList<FallbackStep> fallbacks, TftpClientOptions options)
    {
        (TftpFailure failure, string cause, string next) = end switch
        {
            { Verdict: AttemptVerdict.LocalFailed } => Local(operation, end),
            { Verdict: AttemptVerdict.Incomplete } => (
                TftpFailure.Incomplete,
                string.Create(CultureInfo.InvariantCulture, $"incomplete: the server announced {end.AnnouncedBytes} bytes and ended the file after {end.Bytes}"),
                "Try again; if it stays so, the file changes while it is read, or the server cannot send files of this size"),
            { SendError: { } error } => NoRoute(error),
            { EndedByPeer: true } => ByPeer(operation, uri, end),
            { PeerHasAnswered: false } => Silent(uri, end, options),
            { PeerUnreachable: true, FinalAckMissing: false } => (
                TftpFailure.Stalled, $"{end.Peer} went away after {Bytes(end)}: nobody listens on its port any more", "Try again"),
            { Verdict: AttemptVerdict.BlocksLost } => (
                TftpFailure.Stalled, "the server answered, but no block came through", "A filter or a small MTU on the way may drop them: try --blksize 512"),
            { RefusedOptionAck: not null } or { PeerSentOversizedBlock: true } or { Verdict: AttemptVerdict.WindowBroken } => (
                TftpFailure.Protocol, "the server breaks the protocol: " + PacketText.Escape(end.ErrorMessage, MaxShownBytes), "Try again without options: --no-options"),
            { FinalAckMissing: true } => (
                TftpFailure.Stalled,
                $"every block was sent, but {end.Peer} never acknowledged the last one",
                "The file may be whole there; compare it, or put it again"),
            { Outcome: TransferOutcome.Stalled } => (
                TftpFailure.Stalled, $"{end.Peer} fell silent after {Bytes(end)}", "Try again; on a lossy path a smaller --windowsize or --blksize may help"),
            _ => (TftpFailure.Other, end.ErrorMessage.Length == 0 ? "the transfer ended" : PacketText.Escape(end.ErrorMessage, MaxShownBytes), "Try again with --verbose"),
        };

        return new TftpException(failure, $"{Subject(operation, uri)}: {cause}. {next}.")
        {
            Code = end.EndedByPeer ? end.ErrorCode : null,
            PeerMessage = end.EndedByPeer ? end.ErrorMessage : "",
            Fallbacks = [.. fallbacks],
        };
    }

    public static TftpException HostUnknown(TransferOperation operation, TftpUri uri, Exception? inner) => new(
        TftpFailure.HostUnknown,
        $"{Subject(operation, uri)}: the name '{PacketText.Escape(uri.Host, MaxShownBytes)}' has no address"
        + $"{(inner is SocketException socket ? $" ({Describe(socket.SocketErrorCode)})" : "")}. Check the spelling, or write the address.",
        inner);

    public static TftpException NoSocket(TransferOperation operation, TftpUri uri, Exception inner) => new(
        TftpFailure.Network, $"{Subject(operation, uri)}: {inner.Message}", inner);

    public static TftpException NameTooLong(TransferOperation operation, TftpUri uri) => new(
        TftpFailure.Other,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Subject(operation, uri)}: the name has {uri.FileName.Length} bytes, and a request takes {RequestPacket.MaxNameBytes} at most. Use a shorter name."));

    private static string Subject(TransferOperation operation, TftpUri uri)
    {
        string name = PacketText.Escape(uri.FileName.Span, MaxShownBytes);
        string host = PacketText.Escape(uri.Host, MaxShownBytes);
        string server = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        string port = uri.Port == TftpUri.DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
        return operation == TransferOperation.Get
            ? $"cannot get '{name}' from {server}{port}"
            : $"cannot put '{name}' to {server}{port}";
    }

    private static (TftpFailure Failure, string Cause, string Next) Local(TransferOperation operation, AttemptEnd end)
    {
        string cause = end.LocalFailure?.Detail ?? end.LocalFailure?.Message ?? "the local file failed";
        return (
            TftpFailure.LocalFile,
            operation == TransferOperation.Get ? $"cannot write here: {cause}" : $"cannot read here: {cause}",
            end.LocalFailure?.Code == ErrorCode.DiskFull ? "Make room, or choose another place" : "Nothing was changed; check the local file");
    }

    private static (TftpFailure Failure, string Cause, string Next) ByPeer(TransferOperation operation, TftpUri uri, AttemptEnd end)
    {
        string said = string.Create(CultureInfo.InvariantCulture, $"ERROR {(ushort)end.ErrorCode}")
            + (end.ErrorMessage.Length == 0 ? ", without a text" : $": \"{PacketText.Escape(end.ErrorMessage, MaxShownBytes)}\"");
        if (end.Bytes > 0)
        {
            return (TftpFailure.EndedByServer, $"the server ended it after {Bytes(end)} ({said})", "Try again");
        }

        return end.ErrorCode switch
        {
            ErrorCode.FileNotFound when operation == TransferOperation.Get => (
                TftpFailure.NotFound, $"no such file there ({said})", NotFoundHint(uri)),
            ErrorCode.FileNotFound => (
                TftpFailure.NotFound, $"the server takes no new file of this name ({said})", "Its directory may be missing, and some servers only overwrite files that exist and are writable by all"),
            ErrorCode.AccessViolation => (
                TftpFailure.Refused,
                $"access refused ({said})",
                operation == TransferOperation.Get ? "The file may not be readable for the server, or outside what it serves" : "The server may not accept writes, or not of this name"),
            ErrorCode.DiskFull => (TftpFailure.Refused, $"no room there ({said})", "The server's disk or its limit is full"),
            ErrorCode.FileAlreadyExists => (TftpFailure.Refused, $"it exists already ({said})", "The server does not overwrite; choose another name"),
            ErrorCode.UnknownTransferId => (TftpFailure.Refused, $"the server does not know this transfer ({said})", "A NAT on the way may change ports; try again"),
            _ => (TftpFailure.Refused, $"the server refuses ({said})", "The server's log may say more"),
        };
    }

    private static string NotFoundHint(TftpUri uri) =>
        PortHint(uri) ?? "Names are relative to the server's directory, and most servers tell upper case from lower";

    /// <summary>For <c>host:6969/name</c>, which is the file <c>6969/name</c> though a port was meant.</summary>
    private static string? PortHint(TftpUri uri)
    {
        string name = uri.FileNameText;
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return uri.Port == TftpUri.DefaultPort && slash is > 0 and <= 5 && !name.AsSpan(0, slash).ContainsAnyExceptInRange('0', '9')
            ? $"If {name[..slash]} was meant as the port, write tftp://{uri.Host}:{name[..slash]}{PacketText.Escape(name[slash..], MaxShownBytes)}"
            : null;
    }

    private static (TftpFailure Failure, string Cause, string Next) Silent(TftpUri uri, AttemptEnd end, TftpClientOptions options)
    {
        if (end.PeerUnreachable)
        {
            return (
                TftpFailure.NoAnswer,
                $"nobody listens on {end.Peer} (ICMP port unreachable)",
                PortHint(uri) ?? "Is the server running, and on this port? A port is written tftp://host:port/name");
        }

        if (end.Stranger is { } stranger && !options.AcceptReplyFromAnyAddress)
        {
            return (
                TftpFailure.NoAnswer,
                $"no answer from {end.Peer}, but one from {stranger}, which was refused",
                "If that is the same server behind a NAT or with several addresses, accept it with --any-address, or ask that address");
        }

        return (
            TftpFailure.NoAnswer,
            string.Create(CultureInfo.InvariantCulture, $"no answer from {end.Peer} in {Math.Max(0.1, end.Duration.TotalSeconds):0.#} s"),
            "Check the address and the port, and that no firewall drops UDP: the answer comes from another port than the one asked");
    }

    private static (TftpFailure Failure, string Cause, string Next) NoRoute(SocketError error) => (
        TftpFailure.NoAnswer,
        $"the request cannot leave this machine ({Describe(error)})",
        error == SocketError.AccessDenied ? "A local firewall forbids it, or the address is a broadcast address" : "Check the address and the routes");

    private static string Describe(SocketError error)
    {
        // 'NetworkUnreachable' → 'network unreachable'.
        StringBuilder words = new();
        foreach (char c in error.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0)
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }

    private static string Bytes(AttemptEnd end) => string.Create(CultureInfo.InvariantCulture, $"{end.Bytes} bytes");
}
