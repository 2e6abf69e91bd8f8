namespace Oack.Boot.Bsdp;

/// <summary>The type of a BSDP message: option 1 within option 43.</summary>
public enum BsdpMessageType : byte
{
    /// <summary>None is given.</summary>
    None = 0,

    /// <summary>The client asks what there is; the server tells.</summary>
    List = 1,

    /// <summary>The client chose; the server tells how to load it.</summary>
    Select = 2,

    /// <summary>The server has not what was chosen.</summary>
    Failed = 3,
}
