namespace Oack.Protocol.Transfer;

/// <summary>How a transfer ended.</summary>
public enum TransferOutcome : byte
{
    /// <summary>Not ended yet.</summary>
    None = 0,

    /// <summary>The whole file arrived: the last block was acknowledged.</summary>
    Complete,

    /// <summary>The client asked for the size and hung up on purpose after the OACK, as UEFI firmware does.</summary>
    Probed,

    /// <summary>The client ended the transfer on purpose after some data (ERROR 0 or 8 midway, as GRUB and PXELINUX do).</summary>
    ClosedEarly,

    /// <summary>The request was answered with an ERROR: no such file, not allowed, too many transfers.</summary>
    Refused,

    /// <summary>An ERROR or a fault of either side ended a transfer that was under way.</summary>
    Failed,

    /// <summary>The peer fell silent until patience ran out.</summary>
    Stalled,
}
