using System.Numerics;
using Oack.Protocol.Transfer;

namespace Oack.Protocol.Multicast;

/// <summary>
/// Which blocks of a file are here, in whatever order they came: a bit a block. It holds at most 65,535 blocks, as many as
/// a multicast can number, and so at most 8 KB; it grows with the largest block that came.
/// </summary>
public sealed class BlockSet
{
    /// <summary>The largest block number that it holds.</summary>
    public const int MaxBlock = BlockNumber.MaxOnWire;

    private const int WordBits = 64;
    private ulong[] _words = [];
    private int _firstFreeWord;

    /// <summary>How many blocks are here.</summary>
    public int Count { get; private set; }

    /// <summary>The largest block that is here; 0 when none is.</summary>
    public int Highest { get; private set; }

    /// <summary>The smallest block, from 1, that is not here: what an ACK of the block before it asks for.</summary>
    public int FirstGap => NextGap(1);

    /// <summary>Whether a block is here; false for a number that no block has.</summary>
    public bool Contains(int block) =>
        block is >= 1 and <= MaxBlock && (block - 1) / WordBits < _words.Length && (_words[(block - 1) / WordBits] & Bit(block)) != 0;

    /// <summary>Adds a block; false when it was here, or is none (less than 1, more than <see cref="MaxBlock"/>).</summary>
    public bool Add(int block)
    {
        if (block is < 1 or > MaxBlock || Contains(block))
        {
            return false;
        }

        int word = (block - 1) / WordBits;
        if (word >= _words.Length)
        {
            const int MaxWords = (MaxBlock / WordBits) + 1;
            Array.Resize(ref _words, Math.Min(Math.Max(word + 1, _words.Length * 2), MaxWords));
        }

        _words[word] |= Bit(block);
        while (_firstFreeWord < _words.Length && _words[_firstFreeWord] == ulong.MaxValue)
        {
            _firstFreeWord++;
        }

        Count++;
        Highest = Math.Max(Highest, block);
        return true;
    }

    /// <summary>The smallest block at or behind a place that is not here.</summary>
    /// <param name="from">Where to begin, 1 or more.</param>
    public int NextGap(int from)
    {
        int word = Math.Max((from - 1) / WordBits, _firstFreeWord);
        ulong free = word < _words.Length ? ~_words[word] : ulong.MaxValue;
        if (word == (from - 1) / WordBits)
        {
            free &= ulong.MaxValue << ((from - 1) % WordBits);
        }

        while (free == 0)
        {
            word++;
            free = word < _words.Length ? ~_words[word] : ulong.MaxValue;
        }

        return (word * WordBits) + BitOperations.TrailingZeroCount(free) + 1;
    }

    /// <summary>Forgets every block.</summary>
    public void Clear()
    {
        Array.Clear(_words);
        _firstFreeWord = Count = Highest = 0;
    }

    private static ulong Bit(int block) => 1UL << ((block - 1) % WordBits);
}
