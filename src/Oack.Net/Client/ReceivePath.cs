namespace Oack.Net.Client;

/// <summary>How a client's socket is read. Everybody gets the best; tests compare.</summary>
internal enum ReceivePath
{
    /// <summary>The best that the system can.</summary>
    Best = 0,

    /// <summary>Linux: many datagrams a call, each in a buffer of its own.</summary>
    Batches,

    /// <summary>The framework's socket, one datagram a call.</summary>
    Portable,
}
