namespace Oack.Boot.Discovery;

/// <summary>Where a booting machine is on its way to a boot file.</summary>
public enum DhcpClientState
{
    /// <summary>It has not begun.</summary>
    Idle = 0,

    /// <summary>It looks for servers, and collects their offers.</summary>
    Discovering,

    /// <summary>It has taken an offer and waits for the confirmation.</summary>
    Requesting,

    /// <summary>It asks a boot server on port 4011.</summary>
    AskingBootServer,

    /// <summary>It knows what to fetch from where.</summary>
    Done,

    /// <summary>It gave up.</summary>
    Failed,
}
