namespace Oack.Protocol.Multicast;

/// <summary>What became of a request that wants to join a session.</summary>
public enum MulticastJoin : byte
{
    /// <summary>It is a receiver now; its OACK is due.</summary>
    Joined = 0,

    /// <summary>It is one already; its OACK is due again.</summary>
    Again,

    /// <summary>The session has as many receivers as it may: answer without multicast.</summary>
    Full,

    /// <summary>The session is over: begin another.</summary>
    Closed,
}
