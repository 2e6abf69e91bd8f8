namespace Oack.Content.Tests;

/// <summary>How names are kept below the root: every way obeys the same tests.</summary>
public enum Way
{
    OpenAt2,
    Walk,
    Portable,
}
