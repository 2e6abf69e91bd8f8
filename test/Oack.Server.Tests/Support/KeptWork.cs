namespace Oack.Server.Tests.Support;

/// <summary>An executor that keeps the work until the test runs it.</summary>
internal sealed class KeptWork : IContentExecutor
{
    private readonly Queue<IThreadPoolWorkItem> _kept = new();

    public void Execute(ContentWorkKind kind, IThreadPoolWorkItem work) => _kept.Enqueue(work);

    internal void RunAll()
    {
        while (_kept.TryDequeue(out IThreadPoolWorkItem? work))
        {
            work.Execute();
        }
    }
}
