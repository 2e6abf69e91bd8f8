namespace Oack.Content;

/// <summary>What rules made of a name.</summary>
/// <param name="Name">The name to go on with; as it was when <paramref name="Refusal"/> is set.</param>
/// <param name="Refusal">Why a rule refuses the request, or null.</param>
/// <param name="Line">The line of the last rule that applied, or 0 when none did.</param>
public readonly record struct RewriteResult(ReadOnlyMemory<byte> Name, ContentRefusal? Refusal, int Line);
