namespace Oack.Server;

/// <summary>What happened to a group.</summary>
public enum GroupChange : byte
{
    /// <summary>A file got the group; its first receiver joins.</summary>
    Begun = 0,

    /// <summary>Another receiver is the master client.</summary>
    MasterChanged,

    /// <summary>MTFTP: the file went out to its end.</summary>
    RoundEnded,

    /// <summary>Nobody wants the file any more; the group is free.</summary>
    Ended,
}
