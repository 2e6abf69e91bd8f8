using System.Globalization;
using System.Text;
using Oack.Protocol;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>
/// A small TFTP server without sockets, written from the RFCs and apart from the one of this project: it passes every
/// check, until a test puts a fault into it. Faults change packets on their way in or out, or are <see cref="Habits"/>.
/// </summary>
internal sealed partial class ModelServer
{
    public const int RequestPort = 69;
    private const int MaxTries = 6;

    private readonly List<ModelTransfer> _transfers = [];
    private int _nextPort = 30_000;

    public static PeerEndpoint Address { get; } = PeerEndpoint.FromIPv4(0xC000_0201, 0);

    public static PeerEndpoint Endpoint { get; } = Address.WithPort(RequestPort);

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public ModelHabits Habits { get; } = new();

    /// <summary>Looks at a packet that came; true when it dealt with it.</summary>
    public Func<ModelServer, ModelPacket, bool>? Incoming { get; set; }

    /// <summary>What leaves instead of a packet.</summary>
    public Func<ModelPacket, IEnumerable<ModelPacket>>? Outgoing { get; set; }

    /// <summary>Set by a fault that makes the server fall over.</summary>
    public bool IsDead { get; set; }

    public Action<PeerEndpoint, PeerEndpoint, byte[]> Emit { get; set; } = (_, _, _) => { };

    public Instant NextDeadline => IsDead ? Instant.Never
        : _transfers.Select(transfer => transfer.Deadline).DefaultIfEmpty(Instant.Never).Min();

    private Instant Now { get; set; }

    public void EndAll() => _transfers.Clear();

    public void Handle(Instant now, PeerEndpoint from, int port, byte[] bytes)
    {
        Now = now;
        if (IsDead || (Incoming?.Invoke(this, new ModelPacket(from, Address.WithPort((ushort)port), bytes)) ?? false) || IsDead)
        {
            return;
        }

        Dispatch(from, port, bytes);
    }

    /// <summary>Deals with a packet as the rules have it.</summary>
    public void Dispatch(PeerEndpoint from, int port, byte[] bytes)
    {
        bool isRequest = bytes is [0, 1 or 2, ..];
        if (port == RequestPort && isRequest)
        {
            HandleRequest(from, bytes);
        }
        else if (port != RequestPort || Habits.UsesRequestPort)
        {
            HandleTransferPacket(from, port, bytes);
        }
    }

    public void HandleTimers(Instant now)
    {
        Now = now;
        foreach (ModelTransfer transfer in _transfers.Where(transfer => transfer.Deadline <= now).ToList())
        {
            if (transfer.IsOver && !Habits.ForgetsLastAck || ++transfer.Tries > MaxTries)
            {
                _transfers.Remove(transfer);
                continue;
            }

            Arm(transfer);
            if (Habits.NeverRetransmits)
            {
                continue;
            }

            if (transfer.OptionAck is { } oack)
            {
                Send(transfer, oack);
            }
            else if (transfer.Content is not null)
            {
                SendBlocks(transfer, transfer.Done + 1, Math.Min(transfer.SentUpTo, transfer.Done + transfer.Window));
            }
        }
    }

    public void Send(PeerEndpoint to, int port, byte[] bytes)
    {
        ModelPacket packet = new(Address.WithPort((ushort)port), to, bytes);
        foreach (ModelPacket leaving in Outgoing?.Invoke(packet) ?? [packet])
        {
            Emit(leaving.From, leaving.To, leaving.Bytes);
        }
    }

    private void Send(ModelTransfer transfer, byte[] bytes) => Send(transfer.Client, transfer.Port, bytes);

    private void HandleRequest(PeerEndpoint from, byte[] bytes)
    {
        string[] words = Encoding.Latin1.GetString(bytes, 2, bytes.Length - 2).Split('\0');
        if (words.Length < 3 || words[0].Length == 0)
        {
            Send(from, NextPort(), ModelPacket.Error(4, "malformed request"));
            return;
        }

        // The client repeats itself: what was said last is not said again before its time.
        if (_transfers.Exists(transfer => transfer.Client == from && transfer.Request.AsSpan().SequenceEqual(bytes)))
        {
            return;
        }

        string mode = words[1].ToUpperInvariant();
        if (mode is not ("OCTET" or "NETASCII") && !Habits.ServesAnyMode)
        {
            Send(from, NextPort(), ModelPacket.Error(4, "no such mode"));
            return;
        }

        bool isRead = bytes[1] == 1;
        string name = words[0].Replace('\\', '/').TrimStart('/');
        if (isRead && !Files.ContainsKey(name))
        {
            Send(from, NextPort(), ModelPacket.Error(1, "File not found"));
            return;
        }

        byte[]? content = isRead ? Files[name] : null;
        if (content is not null && mode == "NETASCII" && !Habits.SkipsNetascii)
        {
            string text = Encoding.Latin1.GetString(content).Replace("\r", "\r\0", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
            content = Encoding.Latin1.GetBytes(text);
        }

        ModelTransfer transfer = new() { Port = NextPort(), Client = from, Request = bytes, Name = name, Content = content };
        _transfers.Add(transfer);
        List<(string, string)> options = [];
        for (int i = 2; i + 1 < words.Length - 1; i += 2)
        {
            options.Add((words[i], words[i + 1]));
        }

        Begin(transfer, options, mode == "OCTET");
    }

    private void Begin(ModelTransfer transfer, List<(string Name, string Value)> options, bool isOctet)
    {
        List<byte> oack = [0, 6];
        HashSet<string> seen = [];
        foreach ((string name, string value) in options)
        {
            string kind = name.ToUpperInvariant();
            if (Habits.IgnoresOptions || !seen.Add(kind) || Grant(transfer, kind, value, isOctet) is not { } granted)
            {
                continue;
            }

            oack.AddRange([.. Encoding.Latin1.GetBytes(name), 0, .. Encoding.Latin1.GetBytes(granted), 0]);
        }

        Arm(transfer);
        if (oack.Count > 2)
        {
            transfer.OptionAck = [.. oack];
            Send(transfer, transfer.OptionAck);
        }
        else if (transfer.Content is null)
        {
            Send(transfer, ModelPacket.Ack(0));
        }
        else
        {
            SendBlocks(transfer, 1, 1);
        }
    }

    private string? Grant(ModelTransfer transfer, string kind, string value, bool isOctet)
    {
        bool isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        switch (kind)
        {
            case "MULTICAST" when Habits.OffersMulticast:
                return "239.1.2.3,1758,1";
            case "BLKSIZE" or "TSIZE" or "TIMEOUT" or "WINDOWSIZE" when Habits.GrantsAnyValue:
                return value;
            case "BLKSIZE" when isNumber && number >= 8:
                transfer.BlockSize = (int)Math.Min(number, 65_464);
                return transfer.BlockSize.ToString(CultureInfo.InvariantCulture);
            case "TSIZE" when isNumber && isOctet:
                return transfer.Content is null ? value : transfer.Content.Length.ToString(CultureInfo.InvariantCulture);
            case "TIMEOUT" when number is >= 1 and <= 255:
                transfer.Timeout = Habits.IgnoresGrantedTimeout ? TimeSpan.FromMilliseconds(500) : TimeSpan.FromSeconds(number);
                return value;
            case "WINDOWSIZE" when number is >= 1 and <= 65_535:
                transfer.Window = (int)Math.Min(number, 64);
                return transfer.Window.ToString(CultureInfo.InvariantCulture);
            default:
                return null;
        }
    }

    private int NextPort() => Habits.UsesRequestPort ? RequestPort : Habits.OnePortForAll ? 4_000 : _nextPort++;

    private void Arm(ModelTransfer transfer) => transfer.Deadline = Now + transfer.Timeout;
}
