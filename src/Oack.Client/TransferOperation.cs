namespace Oack.Client;

/// <summary>Which way the file goes.</summary>
internal enum TransferOperation
{
    /// <summary>A read: RRQ.</summary>
    Get = 0,

    /// <summary>A write: WRQ.</summary>
    Put,
}
