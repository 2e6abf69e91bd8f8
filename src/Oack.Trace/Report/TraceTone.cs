namespace Oack.Trace.Report;

/// <summary>What a piece of text means to its reader; a terminal makes colours of it.</summary>
public enum TraceTone : byte
{
    /// <summary>Text like any other.</summary>
    Plain = 0,

    /// <summary>Headings and names.</summary>
    Strong,

    /// <summary>What one may skip.</summary>
    Quiet,

    /// <summary>It went well.</summary>
    Good,

    /// <summary>It is slow or fragile.</summary>
    Warning,

    /// <summary>It failed.</summary>
    Bad,
}
