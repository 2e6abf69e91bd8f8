namespace Oack.Protocol.Transfer;

/// <summary>Which way the file goes. Either role may be played by the side that asked or by the side that answers.</summary>
public enum TransferRole : byte
{
    /// <summary>Sends DATA, takes ACKs.</summary>
    Sender = 0,

    /// <summary>Takes DATA, sends ACKs.</summary>
    Receiver = 1,
}
