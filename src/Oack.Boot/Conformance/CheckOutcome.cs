namespace Oack.Boot.Conformance;

/// <summary>How a check of a server ended.</summary>
public enum CheckOutcome : byte
{
    /// <summary>The server does what the source asks.</summary>
    Pass,

    /// <summary>The server does otherwise, twice in a row; the reason says what it did.</summary>
    Fail,

    /// <summary>The source leaves the server free not to offer this, and it does not.</summary>
    NotOffered,

    /// <summary>The check was not tried; the reason says what it lacks.</summary>
    Skipped,
}
