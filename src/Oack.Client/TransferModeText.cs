using Oack.Protocol;

namespace Oack.Client;

/// <summary>The names of the modes as people write them: the wire's own, and the ones that BSD tftp added.</summary>
public static class TransferModeText
{
    /// <summary>Reads <c>octet</c>, <c>binary</c>, <c>image</c>, <c>netascii</c> or <c>ascii</c>, in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TransferMode mode)
    {
        mode = TransferMode.Octet;
        if (Is(text, "octet") || Is(text, "binary") || Is(text, "image"))
        {
            return true;
        }

        mode = TransferMode.Netascii;
        return Is(text, "netascii") || Is(text, "ascii");

        static bool Is(ReadOnlySpan<char> text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The name on the wire: <c>octet</c> or <c>netascii</c>.</summary>
    public static string ToName(TransferMode mode) => mode == TransferMode.Octet ? "octet" : "netascii";
}
