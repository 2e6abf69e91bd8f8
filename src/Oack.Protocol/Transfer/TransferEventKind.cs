namespace Oack.Protocol.Transfer;

/// <summary>What a driver learns from <see cref="TransferMachine.TryPollEvent"/>.</summary>
public enum TransferEventKind : byte
{
    /// <summary>No event.</summary>
    None = 0,

    /// <summary>The options are settled: <see cref="TransferMachine.Parameters"/> holds from here on.</summary>
    Negotiated,

    /// <summary>All bytes of an incoming file are accepted; store them, then call HandleStored.</summary>
    Received,

    /// <summary>The transfer is over for its user: <see cref="TransferMachine.Outcome"/> says how. A receiver may still dally.</summary>
    Ended,

    /// <summary>Nothing is left to do, dally included: the driver drops the transfer.</summary>
    Closed,
}
