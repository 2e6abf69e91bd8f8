using System.Diagnostics.CodeAnalysis;

namespace Oack.Boot;

/// <summary>What a client is told to boot, or why it is told nothing.</summary>
/// <param name="File">The file, as the client asks for it; null: there is nothing for it.</param>
/// <param name="Reason">Why this one, or why none and what would help.</param>
public readonly record struct BootChoice(string? File, string Reason)
{
    /// <summary>Whether there is a file.</summary>
    [MemberNotNullWhen(true, nameof(File))]
    public bool HasFile => File is not null;
}
