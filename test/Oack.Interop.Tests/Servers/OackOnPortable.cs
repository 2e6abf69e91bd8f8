namespace Oack.Interop.Tests.Servers;

/// <summary>`oack serve` on the engine that every system has.</summary>
public sealed class OackOnPortable() : OackFixture(Portable);
