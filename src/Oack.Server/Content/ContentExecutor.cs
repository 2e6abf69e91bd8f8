namespace Oack.Server;

/// <summary>The two executors that ship.</summary>
public sealed class ContentExecutor : IContentExecutor
{
    private readonly bool _commitsElsewhere;

    private ContentExecutor(bool commitsElsewhere) => _commitsElsewhere = commitsElsewhere;

    /// <summary>
    /// Starts opening and preparing on the shard's own thread (a source completes these synchronously where no waiting
    /// is needed) and sends commits and discards, which wait for the disk, to the thread pool.
    /// </summary>
    public static ContentExecutor Default { get; } = new(commitsElsewhere: true);

    /// <summary>Executes all work at once on the calling thread: for tests and simulations.</summary>
    public static ContentExecutor Inline { get; } = new(commitsElsewhere: false);

    /// <inheritdoc/>
    public void Execute(ContentWorkKind kind, IThreadPoolWorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_commitsElsewhere && kind is (ContentWorkKind.Commit or ContentWorkKind.Discard))
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
        else
        {
            work.Execute();
        }
    }
}
