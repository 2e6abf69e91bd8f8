using Oack.Protocol.Transfer;

namespace Oack.Simulation;

/// <summary>What came of a run.</summary>
public sealed record SimulationReport
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>What went against a rule; empty when all is well.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>Whether the file did not arrive, and exceptionally bad luck excuses it.</summary>
    public bool IsExcused { get; init; }

    /// <summary>Whether the file arrived and its sender does not know.</summary>
    public bool MissedLastAck { get; init; }

    /// <summary>How the client under test ended; None when there is none.</summary>
    public TransferOutcome ClientOutcome { get; init; }

    /// <summary>Virtual time from the request to the client's end; zero without a client under test.</summary>
    public TimeSpan ClientTime { get; init; }

    /// <summary>Datagrams that nodes sent.</summary>
    public long DatagramsSent { get; init; }

    /// <summary>One number over all packets and their times.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>Whether all rules held.</summary>
    public bool IsGood => Violations.Count == 0;

    /// <summary>The one line that runs this seed again, with a log of its packets.</summary>
    public string ReplayLine => $"dotnet run --project sim/Oack.Simulation -c Release -- replay {Scenario} {Seed}";

    /// <summary>The violations and how to see them again.</summary>
    public override string ToString() => $"{string.Join("; ", Violations)}\n  {ReplayLine}";
}
