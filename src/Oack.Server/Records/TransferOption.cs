namespace Oack.Server;

/// <summary>An option as text, for records: as the client wrote it, or as it was granted.</summary>
/// <param name="Name">The name, in the client's case; control characters and bytes that are not ASCII are escaped.</param>
/// <param name="Value">The value, escaped likewise.</param>
public readonly record struct TransferOption(string Name, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
