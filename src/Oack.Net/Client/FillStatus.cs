namespace Oack.Net.Client;

/// <summary>What an attempt to receive without waiting brought.</summary>
internal enum FillStatus
{
    /// <summary>At least one datagram.</summary>
    Ok = 0,

    /// <summary>Nothing is there.</summary>
    Empty,

    /// <summary>An error that was pending on the socket; it is off now.</summary>
    Error,
}
