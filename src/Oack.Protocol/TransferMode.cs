namespace Oack.Protocol;

/// <summary>How the bytes of a file travel (RFC 1350 §1). The name is compared without case.</summary>
public enum TransferMode : byte
{
    /// <summary>Bytes as they are.</summary>
    Octet = 0,

    /// <summary>Text: line ends travel as CR LF, a bare CR as CR NUL (RFC 1350 §1, RFC 764).</summary>
    Netascii = 1,
}
