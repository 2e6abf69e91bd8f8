using System.Globalization;
using Oack.Boot.Conformance.Talk;
using Oack.Protocol;

namespace Oack.Boot.Conformance;

/// <summary>
/// One try of one check: what it knows of the server, the ports it opened, and what it may spend. A check that has spent
/// all its datagrams or its time hears and sends nothing more, and so comes to its end.
/// </summary>
internal sealed class CheckVisit : IDisposable
{
    /// <summary>How many datagrams one try sends at most.</summary>
    internal const int MaxSent = 20_000;

    /// <summary>How many it takes in at most: what a rollover of block numbers needs, and some more.</summary>
    internal const int MaxReceived = 80_000;

    private const int SmallBlockSize = 8;

    private readonly ICheckNetwork _network;
    private readonly List<CheckTalk> _talks = [];

    internal CheckVisit(ICheckNetwork network, CheckOptions times, ServedFile? file)
    {
        _network = network;
        Times = times;
        File = file;
        Deadline = network.Now + times.CheckTime;
    }

    internal PeerEndpoint Server => Times.Server;

    /// <summary>How long to wait for what.</summary>
    internal CheckOptions Times { get; }

    /// <summary>The file that may be read; null where there is none.</summary>
    internal ServedFile? File { get; }

    /// <summary>Set by a check that reads something else than the file as it is.</summary>
    internal bool IsForeignContent { get; set; }

    internal Instant Now => _network.Now;

    /// <summary>When the try is over.</summary>
    internal Instant Deadline { get; }

    internal int Sent { get; private set; }

    internal int Received { get; private set; }

    /// <summary>What of the try's means is used up, in words; null while it has all.</summary>
    internal string? Exhaustion => Now >= Deadline ? string.Create(CultureInfo.InvariantCulture, $"{Times.CheckTime.TotalSeconds:0.#} s are over")
        : Received >= MaxReceived ? string.Create(CultureInfo.InvariantCulture, $"{MaxReceived:N0} datagrams came")
        : Sent >= MaxSent ? string.Create(CultureInfo.InvariantCulture, $"{MaxSent:N0} datagrams were sent")
        : null;

    /// <summary>A new conversation, from a port of its own.</summary>
    internal CheckTalk Open(int localPort = 0)
    {
        CheckTalk talk = new(this, _network.Open(localPort));
        _talks.Add(talk);
        return talk;
    }

    /// <summary>Asks for the file with options, from a new port.</summary>
    internal CheckPacket AskFile(out CheckTalk talk, params ReadOnlySpan<(string Name, string Value)> options)
    {
        talk = Open();
        return talk.Ask(CheckPackets.Read(File!.Name, options));
    }

    /// <summary>
    /// Begins a transfer that has at least so many blocks and takes DATA 1, which it does not acknowledge: without options
    /// where the file is long enough, else in blocks of 8 bytes.
    /// </summary>
    internal bool TryBegin(int blocks, out CheckTalk talk, out CheckVerdict verdict)
    {
        CheckPacket answer;
        if (File!.Size > (blocks - 1) * 512L)
        {
            answer = AskFile(out talk);
            return TryFirstBlock(talk, answer, out verdict);
        }

        if (File.Size <= (blocks - 1) * SmallBlockSize)
        {
            talk = Open();
            verdict = TooShort(((blocks - 1) * 512) + 1);
            return false;
        }

        answer = AskFile(out talk, ("blksize", "8"));
        if (answer.Kind != CheckPacketKind.OptionAck || answer.GrantedNumber("blksize") != SmallBlockSize)
        {
            verdict = TooShort(((blocks - 1) * 512) + 1);
            return false;
        }

        talk.BlockSize = SmallBlockSize;
        talk.Acknowledge(0);
        return talk.TryTakeBlock(1, out _, out verdict);
    }

    /// <summary>Why a file does not do.</summary>
    internal CheckVerdict TooShort(long bytes) => CheckVerdict.Skip(string.Create(
        CultureInfo.InvariantCulture, $"needs a file of {bytes:N0} bytes or more, and {File!.Shown} has {File.Size:N0}: name a longer one with --file"));

    /// <summary>Takes one datagram from what may be sent.</summary>
    internal bool TrySpend()
    {
        if (Sent >= MaxSent)
        {
            return false;
        }

        Sent++;
        return true;
    }

    /// <summary>Takes one datagram from what may be received.</summary>
    internal bool TryCount()
    {
        if (Received >= MaxReceived)
        {
            return false;
        }

        Received++;
        return true;
    }

    /// <summary>Ends what is still open.</summary>
    public void Dispose()
    {
        foreach (CheckTalk talk in _talks)
        {
            talk.Dispose();
        }
    }

    /// <summary>Takes DATA 1 as the answer to a request without options.</summary>
    internal static bool TryFirstBlock(CheckTalk talk, CheckPacket answer, out CheckVerdict verdict)
    {
        if (answer.Kind == CheckPacketKind.Data && answer.Block == 1)
        {
            return talk.TryAccept(1, answer, out verdict);
        }

        verdict = CheckVerdict.Fail($"a plain request is to be answered with DATA 1; {answer.Text} came");
        return false;
    }
}
