namespace Oack.Content;

/// <summary>Paths with their symbolic links resolved, also where the last component does not exist yet.</summary>
internal static class RealPath
{
    /// <summary>The absolute path that a path comes to. A chain of links without end is left as it is.</summary>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string resolved = Path.GetPathRoot(full)!;
        Stack<string> pending = new(Split(full[resolved.Length..]));
        for (int links = 0; pending.TryPop(out string? component);)
        {
            if (component is "." or "..")
            {
                resolved = component == "." ? resolved : Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            string next = Path.Combine(resolved, component);
            string? target = new FileInfo(next).LinkTarget;
            if (target is null || ++links > DirectoryTree.MaxLinks)
            {
                resolved = next;
                continue;
            }

            if (Path.IsPathRooted(target))
            {
                target = Path.GetFullPath(target);
                resolved = Path.GetPathRoot(target)!;
                target = target[resolved.Length..];
            }

            foreach (string part in Split(target))
            {
                pending.Push(part);
            }
        }

        return resolved;
    }

    // Innermost first, as a stack takes them.
    private static IEnumerable<string> Split(string path) => PortableTree.Split(path).AsEnumerable().Reverse();
}
