namespace Oack.Boot.Firmware;

/// <summary>How one request ended, as the program sees it.</summary>
public enum FirmwareEnd
{
    /// <summary>It has not ended.</summary>
    None = 0,

    /// <summary>The whole file is there.</summary>
    Complete,

    /// <summary>The size is known, and the program hung up on purpose.</summary>
    Probed,

    /// <summary>The program hung up, and knows no size.</summary>
    SizeUnknown,

    /// <summary>An ERROR answered the request.</summary>
    Refused,

    /// <summary>An ERROR of the server ended it midway.</summary>
    EndedByServer,

    /// <summary>The program does not take the OACK.</summary>
    OptionsRejected,

    /// <summary>The program calls it off: DATA that it cannot use.</summary>
    CalledOff,

    /// <summary>No answer came.</summary>
    Unanswered,

    /// <summary>No answer came to this try; the next leaves from another port.</summary>
    TryFromNewPort,

    /// <summary>The server fell silent midway.</summary>
    Stalled,

    /// <summary>A host says that nobody listens there.</summary>
    Unreachable,
}
