namespace Oack.Content;

/// <summary>The place that an upload will have.</summary>
/// <param name="Directory">The descriptor of the directory; stays the caller's.</param>
/// <param name="Name">The name in it.</param>
/// <param name="Existing">What has that name now, whose permissions are kept; or null.</param>
/// <param name="Description">The path for logs.</param>
internal readonly record struct StagingTarget(int Directory, byte[] Name, FileStatus? Existing, string Description);
