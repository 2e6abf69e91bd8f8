namespace Oack.Interop.Tests.Servers;

/// <summary>`oack serve` on the engine for Linux.</summary>
public sealed class OackOnLinux() : OackFixture(Linux);
