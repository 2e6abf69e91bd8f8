namespace Oack.Boot.Firmware;

/// <summary>Why a program sends a request.</summary>
public enum FirmwarePurpose
{
    /// <summary>To have the file.</summary>
    Fetch = 0,

    /// <summary>To learn its size.</summary>
    Probe,

    /// <summary>To see whether a name of its search list is there, and to have it if so.</summary>
    Search,

    /// <summary>The same, of a file that it does without.</summary>
    Optional,
}
