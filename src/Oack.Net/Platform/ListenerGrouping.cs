namespace Oack.Net.Platform;

/// <summary>Whether engines share the addresses that they listen on.</summary>
internal enum ListenerGrouping
{
    /// <summary>It is the only one.</summary>
    Alone,

    /// <summary>It is the first of several.</summary>
    Leads,

    /// <summary>Others have bound the addresses already.</summary>
    Joins,
}
