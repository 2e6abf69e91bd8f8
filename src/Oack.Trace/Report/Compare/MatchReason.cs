namespace Oack.Trace.Report;

/// <summary>By what a transfer of one capture was found in the other.</summary>
public enum MatchReason : byte
{
    /// <summary>Name and the client's address and port are the same.</summary>
    Endpoint = 0,

    /// <summary>Name, options and the client's port are the same; the address differs, as behind NAT.</summary>
    Port,

    /// <summary>Name and options are the same, and the time fits; address and port differ, as behind NAT.</summary>
    Name,
}
