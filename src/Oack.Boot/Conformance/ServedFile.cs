using System.Text;
using Oack.Protocol.Wire;

namespace Oack.Boot.Conformance;

/// <summary>The file that checks read, and what is known of it.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Content">Its first bytes, as they came in octet mode without options.</param>
/// <param name="IsWhole">Whether that is all of it.</param>
/// <param name="AnnouncedSize">What tsize says, or null where the server does not tell.</param>
internal sealed record ServedFile(string Name, byte[] Content, bool IsWhole, long? AnnouncedSize)
{
    /// <summary>How many bytes are kept to compare with: 256 KiB, 512 blocks in lock-step.</summary>
    internal const int MaxContentBytes = 256 << 10;

    /// <summary>The size, as far as it is known: exact, announced, or what was read so far.</summary>
    internal long Size => IsWhole ? Content.Length : Math.Max(AnnouncedSize ?? 0, Content.Length);

    /// <summary>The name, safe to print.</summary>
    internal string Shown => PacketText.Escape(Encoding.Latin1.GetBytes(Name));

    /// <summary>Whether bytes that came are those at this place, as far as the place is known.</summary>
    internal bool Matches(long offset, ReadOnlySpan<byte> bytes)
    {
        if (IsWhole && offset + bytes.Length > Content.Length)
        {
            return false;
        }

        if (offset >= Content.Length)
        {
            return true;
        }

        int known = (int)Math.Min(bytes.Length, Content.Length - offset);
        return Content.AsSpan((int)offset, known).SequenceEqual(bytes[..known]);
    }
}
