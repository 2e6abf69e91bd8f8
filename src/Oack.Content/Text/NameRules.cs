namespace Oack.Content;

/// <summary>What names may look like.</summary>
/// <param name="AllowReserved">Whether Windows' device names and trailing dots and spaces pass.</param>
/// <param name="WindowsNames">Whether what Windows gives a meaning (<c>: * ? " &lt; &gt; |</c>) is refused.</param>
/// <param name="TextOnly">Whether bytes that are not UTF-8 are refused.</param>
internal readonly record struct NameRules(bool AllowReserved, bool WindowsNames, bool TextOnly);
