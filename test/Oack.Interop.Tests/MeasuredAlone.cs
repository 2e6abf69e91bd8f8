namespace Oack.Interop.Tests;

/// <summary>Tests whose result depends on how busy the machine is: each runs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "Measured";
}
