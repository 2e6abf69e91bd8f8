using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;
using Oack.Server;
using Oack.Simulation.Checkers;
using Oack.Simulation.Network;
using Oack.Simulation.Nodes;
using Oack.Simulation.Reference;

namespace Oack.Simulation.Tests.Shard;

/// <summary>A whole server and a crowd of clients on one virtual network, under the same checkers as two ends alone.</summary>
internal sealed class ShardBench : ITransferObserver
{
    /// <summary>Names a directory where each run writes its packets, to see what broke a rule.</summary>
    private const string LogDirectoryVariable = "OACK_SIMULATION_LOGS";

    private const uint ClientNet = 0x0A01_0000;
    private const long MaxEvents = 20_000_000;
    private static readonly byte[] s_fileName = "file"u8.ToArray();

    private readonly SimulationRandom _random;
    private readonly List<TransferRecord> _records = [];
    private readonly List<TransferNode> _clients = [];
    private readonly ScheduleNode _schedule = new();
    private readonly List<string> _faults = [];
    private readonly StreamWriter? _log;

    public ShardBench(
        int seed,
        NetworkFaults? faults = null,
        TftpServerOptions? options = null,
        int fileBytes = 20_000,
        TimeSpan longestWork = default,
        double slowReads = 0,
        int maxPorts = 50_000)
    {
        SimulationRunner.WarmUp();
        options ??= new TftpServerOptions();
        _random = new SimulationRandom((ulong)seed);
        File = new FileContent(fileBytes, _random);
        Loop = new SimulationLoop(new VirtualNetwork(faults ?? NetworkFaults.None, _random));
        Source = new MemorySource(File, _random.Fork("slow reads"), slowReads);
        var executor = new VirtualExecutor(_random.Fork("executor"), longestWork) { Now = Loop.Now };
        Server = new ShardNode(Loop, new TftpShard(options, Source, executor, this), options, executor, maxPorts);
        var flows = new FlowTracker();
        ISimulationObserver[] observers =
        [
            flows,
            new WindowChecker(Loop, flows),
            new DuplicateAckChecker(Loop, flows),
            new ErrorNeverAnsweredChecker(Loop, flows),
            new OptionsChecker(Loop, flows),
            new UnansweredChecker(Loop, flows, options.Transfer),
            new SentDataChecker(Loop, flows, File),
            new DeliveredBytesChecker(Loop, File, senderIsHonest: true),
            new StorageChecker(Loop),
            new LifecycleChecker(Loop),
            new PacketBoundsChecker(Loop, flows, peerIsHonest: true),
            new EndsChecker(Loop),
            new MemoryChecker(Loop),
            new StatisticsChecker(Loop, File, peerIsHonest: true),
        ];
        foreach (ISimulationObserver observer in observers)
        {
            Loop.Observe(observer);
        }

        if (Environment.GetEnvironmentVariable(LogDirectoryVariable) is { Length: > 0 } directory)
        {
            _log = System.IO.File.CreateText(Path.Combine(directory, $"shard-{seed}.log"));
            Loop.Observe(new PacketLog(_log));
        }

        Loop.Add(Server);
    }

    public SimulationLoop Loop { get; }

    public FileContent File { get; }

    public MemorySource Source { get; }

    public ShardNode Server { get; }

    /// <summary>One record for each request that was served or refused.</summary>
    public IReadOnlyList<TransferRecord> Records => _records;

    /// <summary>The clients under test that have started.</summary>
    public IReadOnlyList<TransferNode> Clients => _clients;

    /// <summary>Transfers that the shard began.</summary>
    public int Started { get; private set; }

    /// <summary>Starts a client under test, each at an address of its own.</summary>
    public void AddClient(int number, TimeSpan after, Opcode opcode = Opcode.ReadRequest, int window = 8, bool sharesAddress = false)
    {
        PeerEndpoint local = sharesAddress
            ? PeerEndpoint.FromIPv4(ClientNet, (ushort)(2_000 + number))
            : PeerEndpoint.FromIPv4(ClientNet + (uint)number, 2_001);
        At(after, () =>
        {
            OptionList asked = default;
            asked.TryAdd(OptionKind.TransferSize, opcode == Opcode.ReadRequest ? 0 : File.LengthBytes);
            asked.TryAdd(OptionKind.BlockSize, 1_024);
            asked.TryAdd(OptionKind.WindowSize, window);
            TransferMachine machine = opcode == Opcode.ReadRequest
                ? ReceiveTransfer.Request(Loop.Now, SimulatedHosts.Server, s_fileName, TransferMode.Octet, asked, TransferSettings.Default)
                : SendTransfer.Request(
                    Loop.Now, SimulatedHosts.Server, s_fileName, TransferMode.Octet, asked, File.LengthBytes, TransferSettings.Default);
            var node = new TransferNode(
                Loop, $"client {number}", local, machine, File, TransferSettings.Default, NodeBehavior.Plain, _random, isServer: false);
            Loop.Bind(local, node);
            _clients.Add(node);
            node.Start();
            Loop.Add(node);
        });
    }

    /// <summary>Sends one request in the name of an address where nobody is.</summary>
    public void AddForgedRequest(int number, TimeSpan after)
    {
        PeerEndpoint victim = PeerEndpoint.FromIPv4(ClientNet + (uint)number, 2_001);
        At(after, () => Loop.Send(_schedule, victim, SimulatedHosts.Server, RawPacket.MakeRequest(RawPacket.ReadRequest, [new("blksize", 1_400)])));
    }

    /// <summary>Starts a client that sends whatever it likes.</summary>
    public void AddHostileClient(int number, TimeSpan after)
    {
        PeerEndpoint local = PeerEndpoint.FromIPv4(ClientNet + (uint)number, 2_001);
        At(after, () =>
        {
            var peer = new HostilePeer(Loop, _random.Fork($"hostile {number}"), isServer: false, local);
            peer.Ask(1 + (number % 2), [new("blksize", 600), new("windowsize", 1 + (number % 16))]);
            Loop.Add(peer);
        });
    }

    /// <summary>Asks the server to stop.</summary>
    public void StopAfter(TimeSpan after, TimeSpan drain) => At(after, () =>
    {
        Server.Shard.RequestStop(drain);
        Loop.Arm(Server);
    });

    /// <summary>Runs until nothing is left to happen; no rule may have been broken.</summary>
    public void Run()
    {
        Loop.Add(_schedule);
        bool isQuiet = Loop.Run(Loop.Now + TimeSpan.FromHours(2), MaxEvents);
        _log?.Dispose();
        Assert.True(
            Loop.Violations.Count == 0,
            $"{string.Join('\n', Loop.Violations)}\n  For its packets run this test again with {LogDirectoryVariable} set to a directory.");
        Assert.Empty(_faults);
        Assert.True(isQuiet, $"still busy after {Loop.EventCount} events, at {Loop.Now}");
        ServerCounters counters = Server.Shard.ReadCounters();
        Assert.Equal(0, counters.ActiveTransfers);
        Assert.Equal(0, counters.DallyingTransfers);
        Assert.Equal(0, Server.OpenPorts);
        Assert.Equal(0, Source.Open);
        Assert.Equal(_records.Count, _records.Select(record => record.Id).Distinct().Count());
    }

    public void OnTransferStarted(ActiveTransfer transfer) => Started++;

    public void OnTransferEnded(TransferRecord record) => _records.Add(record);

    public void OnRequestRejected(PeerEndpoint client, RequestRejection reason)
    {
    }

    public void OnContentFaulted(string name, Exception exception) => _faults.Add(exception.ToString());

    private void At(TimeSpan after, Action action) => _schedule.At(Loop.Now + after, action);
}
