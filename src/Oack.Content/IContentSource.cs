namespace Oack.Content;

/// <summary>
/// Where files come from and where uploads go. Implementations are called from several transfers at once; they refuse
/// with a <see cref="ContentRefusal"/> and throw only for bugs (the server answers a throw with ERROR 0 and logs it).
/// </summary>
public interface IContentSource
{
    /// <summary>Opens a file for reading, or says why not. Completes synchronously where no waiting is needed.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends the wait when the client is gone or the server stops.</param>
    ValueTask<ContentOpening<ReadContent>> OpenReadAsync(ContentRequest request, CancellationToken cancellationToken);

    /// <summary>Prepares to store a file, or says why not. Nothing is visible under the name before the commit.</summary>
    /// <param name="request">What is to be stored.</param>
    /// <param name="cancellationToken">Ends the wait when the client is gone or the server stops.</param>
    ValueTask<ContentOpening<WriteContent>> OpenWriteAsync(ContentRequest request, CancellationToken cancellationToken);
}
