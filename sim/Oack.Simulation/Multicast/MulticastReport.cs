namespace Oack.Simulation.Multicast;

/// <summary>What came of a multicast run.</summary>
public sealed record MulticastReport
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>What went against a rule; empty when all is well.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>DATA that the server sent, to the group and by unicast, for each block of the file.</summary>
    public double Factor { get; init; }

    /// <summary>How often another receiver became the master client.</summary>
    public long MasterChanges { get; init; }

    /// <summary>Receivers that the server gave up, or that left.</summary>
    public long ReceiversLost { get; init; }

    /// <summary>Sessions (RFC 2090) or rounds (MTFTP) that it took.</summary>
    public long Sessions { get; init; }

    /// <summary>When the last honest receiver had the file.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>One number over all packets and their times.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>Whether all rules held.</summary>
    public bool IsGood => Violations.Count == 0;

    /// <summary>The one line that runs this seed again, with a log of its packets.</summary>
    public string ReplayLine => $"dotnet run --project sim/Oack.Simulation -c Release -- replay {Scenario} {Seed}";

    /// <summary>The violations and how to see them again.</summary>
    public override string ToString() => $"{string.Join("; ", Violations)}\n  {ReplayLine}";
}
