using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Oack.Protocol.Options;

/// <summary>
/// The known options of one request or one OACK, in the order of the packet, each at most once. A plain value without
/// an allocation behind it: copying it copies the options.
/// </summary>
public struct OptionList : IEquatable<OptionList>
{
    /// <summary>How many different options there can be: one of each <see cref="OptionKind"/>.</summary>
    public const int Capacity = 9;

    private Entries _entries;
    private int _count;

    /// <summary>How many options there are.</summary>
    public readonly int Count => _count;

    /// <summary>The option at a place in the packet's order.</summary>
    public readonly OptionEntry this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            return _entries[index];
        }
    }

    /// <summary>Whether the option is there.</summary>
    public readonly bool Contains(OptionKind kind) => TryGet(kind, out _);

    /// <summary>The value of an option, if it is there.</summary>
    public readonly bool TryGet(OptionKind kind, out long value)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].Kind == kind)
            {
                value = _entries[i].Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>Adds an option at the end; false, and no change, when the option is already there.</summary>
    public bool TryAdd(OptionEntry entry)
    {
        if (Contains(entry.Kind) || _count == Capacity)
        {
            return false;
        }

        _entries[_count++] = entry;
        return true;
    }

    /// <summary>Adds an option with its name in lower case at the end; false when it is already there.</summary>
    public bool TryAdd(OptionKind kind, long value) => TryAdd(new OptionEntry(kind, value));

    /// <inheritdoc/>
    public readonly bool Equals(OptionList other)
    {
        if (_count != other._count)
        {
            return false;
        }

        for (int i = 0; i < _count; i++)
        {
            if (_entries[i] != other._entries[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is OptionList other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < _count; i++)
        {
            hash.Add(_entries[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>
    /// The options as a log shows them: <c>tsize=994464 blksize=1468</c>, with the names in the case they came in;
    /// empty when there are none.
    /// </summary>
    public override readonly string ToString()
    {
        StringBuilder text = new();
        Span<byte> name = stackalloc byte[OptionNames.MaxBytes];
        for (int i = 0; i < _count; i++)
        {
            OptionEntry entry = _entries[i];
            int length = OptionNames.Write(name, entry.Kind, entry.UpperCaseMask);
            text.Append(i > 0 ? " " : "").Append(Encoding.ASCII.GetString(name[..length]));
            text.Append('=');
            if (entry.Kind != OptionKind.Multicast)
            {
                text.Append(entry.Value.ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    /// <summary>Whether both hold the same options in the same order.</summary>
    public static bool operator ==(OptionList left, OptionList right) => left.Equals(right);

    /// <summary>Whether the lists differ.</summary>
    public static bool operator !=(OptionList left, OptionList right) => !left.Equals(right);

    [InlineArray(Capacity)]
    private struct Entries
    {
        private OptionEntry _first;
    }
}
