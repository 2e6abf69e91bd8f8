namespace Oack.Content;

/// <summary>How an upload becomes a file.</summary>
/// <param name="Overwrite">Whether a file of that name is replaced; otherwise it is an error.</param>
/// <param name="CreateDirectories">Whether missing directories on the way are made.</param>
/// <param name="FoldCase">Whether an existing component that differs in case is meant.</param>
internal readonly record struct StagingOptions(bool Overwrite, bool CreateDirectories = false, bool FoldCase = false);
