namespace Oack.Content;

/// <summary>What clients may store.</summary>
public enum WriteMode : byte
{
    /// <summary>Nothing: every upload is refused with ERROR 2.</summary>
    None = 0,

    /// <summary>New files; a name that is taken is refused with ERROR 6.</summary>
    Create,

    /// <summary>New files, and new versions of existing ones.</summary>
    Overwrite,
}
