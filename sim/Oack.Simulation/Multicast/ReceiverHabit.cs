namespace Oack.Simulation.Multicast;

/// <summary>What a receiver of a run is like.</summary>
public enum ReceiverHabit
{
    /// <summary>It follows the protocol, and must get the file.</summary>
    Honest = 0,

    /// <summary>It is an honest one until, at its time, it is gone without a word.</summary>
    Vanishes,

    /// <summary>It asks and listens, but no ACK of its ever leaves.</summary>
    NeverAcknowledges,

    /// <summary>It sends whatever it likes: ACKs of any number, requests, ERRORs, noise.</summary>
    Lies,
}
