namespace Oack.Server;

/// <summary>
/// Where the work of content sources runs, so that a slow disk never stops a shard. A shard hands each piece of work
/// over once; what is finished when <see cref="Execute"/> returns is taken up at once, without a change of threads, and
/// the rest comes back through <see cref="Oack.Net.IDatagramShard.HandleWake"/>. A simulator may keep the work and execute it
/// when its virtual clock says so.
/// </summary>
public interface IContentExecutor
{
    /// <summary>Sees to it that <c>work.Execute()</c> is called exactly once, now or later, on any thread.</summary>
    /// <param name="kind">What the work does.</param>
    /// <param name="work">The work; it does not throw.</param>
    void Execute(ContentWorkKind kind, IThreadPoolWorkItem work);
}
