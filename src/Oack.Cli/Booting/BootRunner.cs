using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Boot.Link;
using Oack.Client;
using Oack.Net;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Cli.Booting;

/// <summary>Plays a machine that boots, and reports each step.</summary>
internal sealed class BootRunner(CliEnvironment environment, BootWishes settings)
{
    private readonly BootRecord _record = new() { Settings = settings };
    private readonly BootText _text = new(new BootPrinter(environment));

    /// <summary>Plays; the exit code.</summary>
    public async Task<int> RunAsync()
    {
        using Interrupts interrupts = new();
        try
        {
            int exitCode = settings.Server is null ? await DiscoverAsync(interrupts.Token) : await AskAsync(interrupts.Token);
            if (exitCode == ExitCode.Usage)
            {
                return exitCode;
            }

            _record.ExitCode = exitCode;
        }
        catch (OperationCanceledException)
        {
            _record.Tracker.Finish();
            _record.Failure = "was switched off before it had what it wanted";
            _record.ExitCode = interrupts.ExitCodeOfSignal;
        }
        catch (Exception exception) when (exception is BindException or BootLinkException)
        {
            environment.Complain(exception.Message);
            return ExitCode.Failed;
        }

        return Finish();
    }

    private int Finish()
    {
        if (settings.IsJson)
        {
            using Stream output = environment.OpenOutput();
            BootJson.Write(output, _record);
        }
        else
        {
            _text.Finish(_record);
        }

        return _record.ExitCode;
    }

    /// <summary>Without DHCP: the server and the file were named.</summary>
    private async Task<int> AskAsync(CancellationToken cancellation)
    {
        if (!TftpUri.TryParse($"tftp://{settings.Server}/x", out TftpUri? uri, out _) || uri.FileNameText != "x")
        {
            environment.Complain($"--server takes HOST or HOST:PORT, not '{PacketText.Escape(settings.Server!)}'; an IPv6 address stands in brackets");
            return ExitCode.Usage;
        }

        if (await ResolveAsync(uri, cancellation) is not { } server)
        {
            return ExitCode.NoAnswer;
        }

        FirmwareMachine machine = MakeMachine(OwnAddressTowards(server));
        return await PlayAsync(machine, server, settings.File ?? "", SocketBootChannel.Open, cancellation);
    }

    private async Task<PeerEndpoint?> ResolveAsync(TftpUri uri, CancellationToken cancellation)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(uri.Host, settings.AddressFamily, cancellation);
            if (addresses.Length > 0)
            {
                return PeerEndpoint.From(addresses[0], uri.Port);
            }

            environment.Complain($"{PacketText.Escape(uri.Host)} has no address of that family");
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            environment.Complain($"cannot find {PacketText.Escape(uri.Host)}: {exception.Message}. Check the name, or give the address");
        }

        return null;
    }

    private async Task<int> DiscoverAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            environment.Complain("--interface works on Linux only; elsewhere skip DHCP: --server HOST --file NAME");
            return ExitCode.Usage;
        }

        if (DhcpHabitsTable.Of(settings.Profile, settings.Architecture) is not { } habits)
        {
            environment.Complain($"{settings.Profile.Name} finds its server by a protocol of Apple's own (BSDP), which is not played; skip it: --server HOST --file NAME");
            return ExitCode.Usage;
        }

        return await DiscoverAsync(habits, cancellation);
    }

    [SupportedOSPlatform("linux")]
    private async Task<int> DiscoverAsync(DhcpHabits habits, CancellationToken cancellation)
    {
        using BootLink link = BootLink.Open(settings.Interface!, settings.Hardware);
        _record.Hardware = link.Hardware;
        _record.Architecture = settings.Architecture ?? habits.Architecture;
        FirmwareMachine machine = MakeMachine(default) with { Hardware = link.Hardware };
        DhcpClient client = new(habits, machine, _record.Architecture.Value, (uint)Random.Shared.NextInt64(1, uint.MaxValue));
        _record.Client = client;
        if (!settings.IsJson)
        {
            _text.Begin(_record, link.InterfaceName, habits);
        }

        Instant began = Instant.Never;
        link.Run(
            client,
            (now, from, to, message) =>
            {
                began = began.IsSet ? began : now;
                Note(client, now - began, from, to, message.Span);
            },
            cancellation);
        if (!settings.IsJson)
        {
            _text.Plan(_record);
        }

        if (client.Plan is not { } plan)
        {
            string cable = link.HadCarrier || client.Replies.Count > 0 ? "" : $". {link.InterfaceName} had no carrier at the start: is its cable plugged in?";
            _record.Failure = $"finds nothing to boot: {client.Failure}{cable}";
            return ExitCode.NoAnswer;
        }

        string file = settings.File ?? plan.File;
        if (file.Length == 0 && settings.Profile.DefaultFile is null)
        {
            _record.Failure = $"has the address {plan.Address} and no boot file: neither {plan.Lease.Server} nor a proxy names one";
            return ExitCode.Failed;
        }

        return await PlayAsync(
            machine with { Address = plan.Address }, plan.FileServer.WithPort(TftpUri.DefaultPort), file, (_, port) => link.OpenPort(port), cancellation);
    }

    private void Note(DhcpClient client, TimeSpan after, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> bytes)
    {
        if (DhcpPacket.TryParse(bytes, out DhcpPacket packet) != DhcpParseStatus.Ok)
        {
            return;
        }

        bool isSent = packet.Operation == DhcpOperation.Request;
        BootMessage message = new(after, isSent, packet.MessageType, isSent ? to : from, isSent ? null : client.LastReply);
        if (_record.Messages.Count == BootRecord.MaxMessages)
        {
            return;
        }

        _record.Messages.Add(message);
        if (!settings.IsJson)
        {
            _text.Message(message);
        }
    }

    private async Task<int> PlayAsync(
        FirmwareMachine machine, PeerEndpoint server, string file, Func<PeerEndpoint, int, IBootChannel> openChannel, CancellationToken cancellation)
    {
        FirmwareSession session = new(settings.Profile, machine, file, settings.IsProbe, settings.Searches);
        _record.Session = session;
        _record.Server = server;
        using BootOutput? output = settings.Output is { } path ? new BootOutput(path, session.File) : null;
        if (!settings.IsJson)
        {
            _text.Begin(_record);
        }

        FirmwarePlayer player = new(settings.Profile, new FirmwarePlayerOptions
        {
            OpenChannel = openChannel,
            Tracker = _record.Tracker,
            Content = output is null ? null : output.Write,
            StepEnded = NoteStep,
            PacketSeen = settings.IsVerbose ? NotePacket : null,
            MaxTime = settings.MaxTime,
        });
        player.Play(session, server, cancellation);
        bool isWhole = session.Transfers.Any(one => one.End == FirmwareEnd.Complete && one.Step.Purpose == FirmwarePurpose.Fetch);
        if (output is not null && isWhole)
        {
            await output.CommitAsync();
        }

        if (output?.Failure is { } failure)
        {
            environment.Complain($"cannot keep {settings.Output}: {failure}");
            return ExitCode.LocalFile;
        }

        return ExitCodeOf(session);
    }

    private void NoteStep(FirmwareTransfer transfer, TimeSpan took)
    {
        BootStep step = new(transfer, took);
        _record.Steps.Add(step);
        if (!settings.IsJson)
        {
            _text.Step(step);
        }
    }

    private void NotePacket(TimeSpan after, PeerEndpoint from, PeerEndpoint to, ReadOnlySpan<byte> datagram) => environment.Error.WriteLine(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{after.TotalSeconds,9:0.000000} {from} to {to}: {PacketText.Describe(datagram)}"));

    private static int ExitCodeOf(FirmwareSession session) => session.End switch
    {
        FirmwareEnd.Complete or FirmwareEnd.Probed => ExitCode.Ok,
        FirmwareEnd.Refused when session.Decisive?.ServerErrorCode == (ushort)ErrorCode.FileNotFound => ExitCode.NotFound,
        FirmwareEnd.Refused => ExitCode.Refused,
        FirmwareEnd.Unanswered or FirmwareEnd.Stalled or FirmwareEnd.Unreachable => ExitCode.NoAnswer,
        _ => ExitCode.Failed,
    };

    private FirmwareMachine MakeMachine(IPv4Address address)
    {
        FirmwareMachine machine = new()
        {
            Uuid = settings.Uuid,
            Address = address,
            Seed = Random.Shared.Next(),
        };
        machine = settings.Hardware is { } hardware ? machine with { Hardware = hardware } : machine;
        return settings.Serial is { } serial ? machine with { Serial = serial } : machine;
    }

    /// <summary>The address that this machine has for that server: boot loaders put it into names.</summary>
    private static IPv4Address OwnAddressTowards(PeerEndpoint server)
    {
        if (!server.IsIPv4)
        {
            return default;
        }

        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(server.ToIPEndPoint());
            return IPv4Address.From(((IPEndPoint)socket.LocalEndPoint!).Address);
        }
        catch (SocketException)
        {
            // No route: the request will say so.
            return default;
        }
    }
}
