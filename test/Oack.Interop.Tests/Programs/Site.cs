namespace Oack.Interop.Tests.Programs;

/// <summary>A place where programs run: this machine, or one network namespace.</summary>
/// <param name="Prefix">The words before the command that take it there.</param>
/// <param name="Address">The address at which a server in this place is reached.</param>
internal sealed record Site(IReadOnlyList<string> Prefix, string Address)
{
    /// <summary>This machine, reached by its loopback address.</summary>
    internal static Site Machine { get; } = new([], "127.0.0.1");
}
