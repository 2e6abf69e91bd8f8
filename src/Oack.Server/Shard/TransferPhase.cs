namespace Oack.Server;

/// <summary>How far a transfer is in the shard's eyes.</summary>
internal enum TransferPhase : byte
{
    /// <summary>The content is being opened; there is no machine yet.</summary>
    Opening = 0,

    /// <summary>The machine runs.</summary>
    Running,

    /// <summary>Its record is written; the machine may still repeat the last ACK.</summary>
    Dallying,

    /// <summary>In no table any more; only content work may still hold it.</summary>
    Gone,
}
