using System.Globalization;
using Oack.Boot;
using Oack.Boot.Dhcp;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Cli.Output;
using Oack.Protocol.Observe;
using Oack.Protocol.Wire;
using Spectre.Console;

namespace Oack.Cli.Booting;

/// <summary>A run for a person, told while it goes on.</summary>
internal sealed class BootText(BootPrinter printer)
{
    private const string Indent = "  ";

    /// <summary>Before DHCP.</summary>
    public void Begin(BootRecord record, string interfaceName, DhcpHabits habits)
    {
        ClientArchitecture architecture = record.Architecture!.Value;
        printer.Line("", $"{record.Settings.Profile.Name} looks for its boot file on {interfaceName}, as {record.Hardware}", style: BootPrinter.Strong);
        printer.Line(Indent, $"{ArchitectureName(architecture)}, {habits.VendorClassOf(architecture)}", style: BootPrinter.Quiet);
    }

    /// <summary>A message of DHCP.</summary>
    public void Message(BootMessage message)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{Indent}{message.After.TotalSeconds,7:0.000} s  ");
        string type = message.Type switch
        {
            DhcpMessageType.Acknowledge => "ACK",
            DhcpMessageType.NotAcknowledge => "NAK",
            DhcpMessageType.None => "BOOTP",
            _ => message.Type.ToString().ToUpperInvariant(),
        };
        string text = message.Reply is { } reply ? $"{type} from {reply.Server}{(reply.IsProxy ? " (proxy)" : "")}: {Describe(reply)}"
            : message.Peer.Port == DhcpPorts.BootServer ? $"{type} to {message.Peer}"
            : $"{type} to all";
        printer.Line(time + (message.IsSent ? "sent      " : "received  "), text, BootPrinter.Quiet);
    }

    /// <summary>What DHCP came to.</summary>
    public void Plan(BootRecord record)
    {
        foreach ((IReadOnlyList<IPv4Address> servers, string what) in new[] { (record.Proxies, "proxies answer"), (record.Lenders, "servers offer an address") })
        {
            if (servers.Count > 1)
            {
                printer.Line(
                    Indent + "warning  ",
                    $"{servers.Count} {what} ({string.Join(", ", servers)}): which of them a machine follows is chance. Switch off all but one.",
                    BootPrinter.Warning);
            }
        }

        if (record.Client?.Plan is not { } plan)
        {
            return;
        }

        string who = plan.Boot.IsProxy ? $"the proxy {plan.Boot.Server}"
            : plan.Boot.From.Port == DhcpPorts.BootServer ? $"the boot server {plan.Boot.Server}, asked on port {DhcpPorts.BootServer}"
            : plan.Boot.Server == plan.Lease.Server ? "the same server"
            : plan.Boot.Server.ToString();
        printer.Line(Indent, $"takes {plan.Address} from {plan.Lease.Server}; the boot file is named by {who}");
        printer.Line(Indent, "The interface's own addresses stay as they are: the played machine has this one for itself.", style: BootPrinter.Quiet);
        printer.Gap();
    }

    /// <summary>Before the first request.</summary>
    public void Begin(BootRecord record) => printer.Line(
        "", $"{record.Settings.Profile.Name} asks {record.Server} for {Quote(record.Session!.File)}", style: BootPrinter.Strong);

    /// <summary>A request that has ended.</summary>
    public void Step(BootStep step)
    {
        FirmwareTransfer transfer = step.Transfer;
        if (IsMiss(transfer))
        {
            printer.Line(Indent, $"{PurposeName(transfer.Step.Purpose)} {Quote(transfer.Step.Name)}: not there", style: BootPrinter.Quiet);
            return;
        }

        printer.Line(
            Indent,
            string.Create(CultureInfo.InvariantCulture, $"{PurposeName(transfer.Step.Purpose)} {Quote(transfer.Step.Name)}, from port {transfer.LocalPort}"));
        printer.Line(Indent + "  asked    ", Options(transfer.Step.Request.Options, "no options"), BootPrinter.Quiet);
        if (transfer.Answer is { } answer)
        {
            string port = transfer.ServerTid is { } tid && tid != transfer.Server ? string.Create(CultureInfo.InvariantCulture, $", by port {tid.Port}") : "";
            printer.Line(Indent + "  granted  ", Options(answer.Options, "nothing; DATA instead of an OACK") + port, BootPrinter.Quiet);
        }

        string again = transfer.Repetitions > 0 ? $", {Units.Count(transfer.Repetitions, "packet")} sent again" : "";
        printer.Line(Indent + "  ended    ", EndText(step) + again, BootPrinter.Quiet, StyleOf(transfer));
    }

    /// <summary>What the packets show, who else would have failed, and what the program is left with.</summary>
    public void Finish(BootRecord record)
    {
        Findings(record);
        IReadOnlyList<FirmwareConcern> concerns = record.Concerns;
        if (concerns.Count > 0)
        {
            printer.Gap();
            printer.Line("", "Others would have failed on this answer:", style: BootPrinter.Warning);
            foreach (FirmwareConcern concern in concerns)
            {
                printer.Line(Indent, concern.Text);
            }
        }

        printer.Gap();
        printer.Line("", $"{record.Settings.Profile.Name} {record.Verdict}.", style: record.ExitCode == ExitCode.Ok ? BootPrinter.Good : BootPrinter.Bad);
    }

    internal static string PurposeName(FirmwarePurpose purpose) => purpose switch
    {
        FirmwarePurpose.Probe => "probe",
        FirmwarePurpose.Search => "search",
        FirmwarePurpose.Optional => "optional",
        _ => "fetch",
    };

    internal static string ArchitectureName(ClientArchitecture architecture) => architecture switch
    {
        ClientArchitecture.Bios => "bios",
        ClientArchitecture.X64 => "x64",
        ClientArchitecture.Ia32 => "ia32",
        ClientArchitecture.Arm64 => "arm64",
        _ => string.Create(CultureInfo.InvariantCulture, $"architecture {(ushort)architecture}"),
    };

    /// <summary>A name of a search list that is not there: what is normal takes one line.</summary>
    private static bool IsMiss(FirmwareTransfer transfer) => transfer.Step.Purpose is FirmwarePurpose.Search or FirmwarePurpose.Optional
        && transfer is { End: FirmwareEnd.Refused, ServerErrorCode: (ushort)ErrorCode.FileNotFound };

    private void Findings(BootRecord record)
    {
        bool isFirst = true;
        foreach (BootStep step in record.Steps)
        {
            foreach (Finding finding in record.ObservedOf(step)?.Findings ?? [])
            {
                // The search list and the wish for the size alone are known here; who only watches has to guess them.
                if ((finding.Code == FindingCode.FileNotFound && IsMiss(step.Transfer))
                    || (finding.Code == FindingCode.ProbeWithoutFetch && record.Settings.IsProbe))
                {
                    continue;
                }

                if (isFirst)
                {
                    printer.Gap();
                    printer.Line("", "What the packets show:", style: BootPrinter.Strong);
                    isFirst = false;
                }

                Style? style = finding.Severity switch
                {
                    FindingSeverity.Error => BootPrinter.Bad,
                    FindingSeverity.Warning => BootPrinter.Warning,
                    _ => null,
                };
                printer.Line(
                    Indent, $"{FindingCatalogue.NameOf(finding.Severity)} {finding.CodeName} ({PurposeName(step.Transfer.Step.Purpose)} {Quote(step.Transfer.Step.Name)})", style: style);
                printer.Line(Indent + Indent, $"{finding.Explanation} {finding.Remedy}");
            }
        }
    }

    private static string EndText(BootStep step)
    {
        FirmwareTransfer transfer = step.Transfer;
        string took = Units.Time(step.Took);
        return transfer.End switch
        {
            FirmwareEnd.Complete => string.Create(CultureInfo.InvariantCulture, $"whole, {transfer.Bytes:N0} bytes in {took}"),
            FirmwareEnd.Probed => string.Create(
                CultureInfo.InvariantCulture, $"knows the size, {transfer.Size:N0} bytes, and hangs up on purpose with ERROR {transfer.Step.Probe!.OnOptionAck.Code} \"{transfer.Step.Probe.OnOptionAck.Text}\", after {took}"),
            FirmwareEnd.SizeUnknown => $"hangs up after {took} and knows no size: {transfer.Reason}",
            FirmwareEnd.Refused => $"the server answers {transfer.Reason}, after {took}",
            FirmwareEnd.EndedByServer => $"the server ends it midway with {transfer.Reason}, after {took}",
            FirmwareEnd.OptionsRejected => $"does not take the OACK: {transfer.Reason}",
            FirmwareEnd.TryFromNewPort => $"no answer in {took}; tries from another port",
            FirmwareEnd.Unanswered => $"no answer: {transfer.Reason}, {took} in all",
            FirmwareEnd.Stalled => string.Create(CultureInfo.InvariantCulture, $"the server fell silent after {transfer.Bytes:N0} bytes: {transfer.Reason}"),
            _ => $"{transfer.Reason}, after {took}",
        };
    }

    private static Style? StyleOf(FirmwareTransfer transfer) => transfer.End switch
    {
        FirmwareEnd.Complete or FirmwareEnd.Probed => BootPrinter.Good,
        FirmwareEnd.TryFromNewPort => BootPrinter.Warning,
        _ => BootPrinter.Bad,
    };

    private static string Describe(DhcpReplySeen reply)
    {
        List<string> parts = [];
        if (reply.YourAddress.IsSet)
        {
            parts.Add($"address {reply.YourAddress}");
        }

        if (reply.File.Length > 0)
        {
            parts.Add($"file {Quote(reply.File)} at {reply.FileServer}");
        }

        if (reply.MenuItem is not null)
        {
            parts.Add($"menu \"{PacketText.Escape(reply.MenuText)}\"");
        }

        if (reply.Message.Length > 0)
        {
            parts.Add($"\"{PacketText.Escape(reply.Message)}\"");
        }

        return parts.Count == 0 ? "neither address nor file" : string.Join(", ", parts);
    }

    private static string Options(IReadOnlyList<KeyValuePair<string, string>> options, string none) => options.Count == 0
        ? none
        : string.Join(' ', options.Select(option => $"{PacketText.Escape(option.Key)}={PacketText.Escape(option.Value)}"));

    private static string Quote(string name)
    {
        string escaped = PacketText.Escape(name);
        return escaped.Length == 0 || escaped.Contains(' ', StringComparison.Ordinal) ? $"\"{escaped}\"" : escaped;
    }
}
