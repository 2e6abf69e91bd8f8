namespace Oack.Content;

/// <summary>How names are kept below the root. Chosen by the platform; tests choose to run each one.</summary>
internal enum Containment : byte
{
    /// <summary>The strongest that works here.</summary>
    Automatic = 0,

    /// <summary>Linux: one <c>openat2</c> below the open root, resolved by the kernel.</summary>
    OpenAt2,

    /// <summary>Linux: one <c>openat</c> a component, links resolved here (where seccomp forbids openat2).</summary>
    Walk,

    /// <summary>Anywhere: paths, checked component by component.</summary>
    Portable,
}
