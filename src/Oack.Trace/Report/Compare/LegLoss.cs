namespace Oack.Trace.Report;

/// <summary>What became of the packets of one direction between the two points.</summary>
public sealed record LegLoss
{
    /// <summary>The most lost packets that are named.</summary>
    public const int MaxNamed = 64;

    /// <summary>How many packets were seen leaving.</summary>
    public long Sent { get; init; }

    /// <summary>How many of them were not seen arriving.</summary>
    public long Lost { get; init; }

    /// <summary>How many left while the other capture was not running, so that nothing can be said of them.</summary>
    public long NotJudged { get; init; }

    /// <summary>How many arrived more often than they left: doubled on the way.</summary>
    public long Doubled { get; init; }

    /// <summary>How many arrived without having been seen leaving: the capture there missed them.</summary>
    public long NotSeenLeaving { get; init; }

    /// <summary>The first 64 that were lost, by time.</summary>
    public IReadOnlyList<LostPacket> Named { get; init; } = [];

    /// <summary>Both together; names are not kept.</summary>
    internal LegLoss With(LegLoss other) => new()
    {
        Sent = Sent + other.Sent,
        Lost = Lost + other.Lost,
        NotJudged = NotJudged + other.NotJudged,
        Doubled = Doubled + other.Doubled,
        NotSeenLeaving = NotSeenLeaving + other.NotSeenLeaving,
    };
}
