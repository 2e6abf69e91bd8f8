namespace Oack.Boot.Conformance;

/// <summary>What a check cannot do without.</summary>
public enum CheckNeed : byte
{
    /// <summary>Only a server that answers.</summary>
    Nothing,

    /// <summary>A file on the server that may be read.</summary>
    File,

    /// <summary>The permission to store files on the server.</summary>
    Upload,
}
