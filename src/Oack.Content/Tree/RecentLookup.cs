namespace Oack.Content;

/// <summary>
/// What was last found under a name, for the requests that had arrived before it was looked for: in a storm many clients
/// ask for one file at a time. One thread's.
/// </summary>
internal sealed class RecentLookup
{
    private readonly byte[] _path = new byte[NamePath.MaxNameBytes + 1];
    private object? _tree;
    private long _batch;
    private int _pathBytes;
    private FileVersion _version;

    /// <summary>What was found under this name for the same batch; null when that was not looked for last.</summary>
    /// <param name="tree">In which tree.</param>
    /// <param name="batch">The number of the batch; 0, by itself, never.</param>
    /// <param name="path">The name.</param>
    public FileVersion? Found(object tree, long batch, ReadOnlySpan<byte> path) =>
        batch != 0 && batch == _batch && tree == _tree && path.SequenceEqual(_path.AsSpan(0, _pathBytes)) ? _version : null;

    /// <summary>Notes what was found; what was noted before is forgotten.</summary>
    public void Note(object tree, long batch, ReadOnlySpan<byte> path, in FileVersion version)
    {
        path.CopyTo(_path);
        _pathBytes = path.Length;
        _tree = tree;
        _batch = batch;
        _version = version;
    }
}
