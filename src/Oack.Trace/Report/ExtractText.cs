using System.Globalization;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>What was extracted, for a person: a line a file, and what is missing of it.</summary>
public static class ExtractText
{
    private const int MaxHoles = 8;

    /// <summary>The lines.</summary>
    public static IEnumerable<TraceLine> Render(IReadOnlyList<ExtractedFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (ExtractedFile file in files)
        {
            TraceLine line = new(string.Create(CultureInfo.InvariantCulture, $"#{file.Transfer.Id} {SafeText.NameOf(file.Transfer)}: "));
            if (file.SameAs is { } same)
            {
                yield return line.Add(string.Create(CultureInfo.InvariantCulture, $"the same bytes as #{same.Id}"), TraceTone.Quiet);
                continue;
            }

            yield return line
                .Add(file.Path is null ? "(not written)" : PacketText.Escape(file.Path), TraceTone.Strong)
                .Add($", {Amounts.Count(file.Bytes, "byte")}, ")
                .Add(file.IsWhole ? "whole" : "not whole", file.IsWhole ? TraceTone.Good : TraceTone.Warning);
            if (file.Sha256 is { } digest)
            {
                yield return new TraceLine($"    sha256 {digest}", TraceTone.Quiet);
            }

            if (file.Holes.Count > 0)
            {
                string more = file.Holes.Count > MaxHoles ? $" and {Amounts.Count(file.Holes.Count - MaxHoles, "hole")} more" : "";
                yield return new TraceLine($"    missing: bytes {string.Join(", ", file.Holes.Take(MaxHoles))}{more}", TraceTone.Warning);
            }

            if (file.Problem is { } problem)
            {
                yield return new TraceLine($"    {problem}", TraceTone.Bad);
            }
        }
    }
}
