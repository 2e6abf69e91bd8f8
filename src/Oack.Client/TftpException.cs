using Oack.Protocol.Wire;

namespace Oack.Client;

/// <summary>
/// A transfer that did not become whole. The message names the file and the server, the cause and the next step; what
/// the peer sent is escaped in it.
/// </summary>
public sealed class TftpException : Exception
{
    /// <summary>A failure without a cause.</summary>
    public TftpException()
        : this("The transfer failed.")
    {
    }

    /// <summary>A failure that none of the kinds names.</summary>
    public TftpException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that none of the kinds names.</summary>
    public TftpException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure.</summary>
    public TftpException(TftpFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kept the transfer from becoming whole.</summary>
    public TftpFailure Failure { get; }

    /// <summary>The code of the server's ERROR, or null when there was none.</summary>
    public ErrorCode? Code { get; init; }

    /// <summary>The text of the server's ERROR, as received and not escaped; empty without one.</summary>
    public string PeerMessage { get; init; } = "";

    /// <summary>The steps back that were taken before, in order.</summary>
    public IReadOnlyList<FallbackStep> Fallbacks { get; init; } = [];
}
