namespace Oack.Boot.Conformance;

/// <summary>One rule of an RFC, or one habit of a real client, that a server is tried with.</summary>
public sealed class ConformanceCheck
{
    private readonly Func<CheckVisit, CheckVerdict> _run;

    internal ConformanceCheck(string id, string title, string source, CheckNeed need, Func<CheckVisit, CheckVerdict> run)
    {
        Id = id;
        Title = title;
        Source = source;
        Need = need;
        _run = run;
    }

    /// <summary>The name that does not change between releases, for example <c>rfc1350-not-found</c>.</summary>
    public string Id { get; }

    /// <summary>What a server that passes does, in one line.</summary>
    public string Title { get; }

    /// <summary>Where that is asked: the RFC with its section, or the client whose habit it is.</summary>
    public string Source { get; }

    /// <summary>What the check cannot do without.</summary>
    public CheckNeed Need { get; }

    /// <summary>Whether it disturbs others, or is disturbed by them, and so runs when nothing else does.</summary>
    internal bool RunsAlone { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    internal CheckVerdict Run(CheckVisit visit) => _run(visit);
}
