using System.Text.Encodings.Web;
using System.Text.Json;
using Oack.Boot.Discovery;
using Oack.Boot.Firmware;
using Oack.Protocol.Observe;

namespace Oack.Cli.Booting;

/// <summary>The object of <c>oack boot --json</c>; docs/boot.md describes it, and programs read it by these names.</summary>
internal static class BootJson
{
    public static void Write(Stream target, BootRecord record)
    {
        // The text goes to a terminal or a program, never into a web page.
        using (Utf8JsonWriter json = new(target, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", record.ExitCode == ExitCode.Ok);
            json.WriteNumber("exitCode", record.ExitCode);
            json.WriteString("as", record.Settings.Profile.Key);
            json.WriteString("program", record.Settings.Profile.Name);
            json.WriteString("verdict", record.Verdict);
            json.WriteString("server", record.Server?.ToString());
            json.WriteString("file", record.Session?.File);
            WriteDhcp(json, record);
            json.WriteStartArray("steps");
            foreach (BootStep step in record.Steps)
            {
                WriteStep(json, step, record.ObservedOf(step));
            }

            json.WriteEndArray();
            json.WriteStartArray("concerns");
            foreach (FirmwareConcern concern in record.Concerns)
            {
                json.WriteStartObject();
                json.WriteString("program", concern.Profile.Key);
                json.WriteString("text", concern.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    private static void WriteDhcp(Utf8JsonWriter json, BootRecord record)
    {
        if (record.Client is not { } client)
        {
            json.WriteNull("dhcp");
            return;
        }

        json.WriteStartObject("dhcp");
        json.WriteString("interface", record.Settings.Interface);
        json.WriteString("hardware", record.Hardware.ToString());
        json.WriteNumber("architecture", (ushort)client.Architecture);
        json.WriteString("address", client.Plan?.Address.ToString());
        json.WriteString("lentBy", client.Plan?.Lease.Server.ToString());
        json.WriteString("bootNamedBy", client.Plan?.Boot.Server.ToString());
        json.WriteString("failure", client.Failure.Length > 0 ? client.Failure : null);
        WriteStrings(json, "proxies", record.Proxies.Select(server => server.ToString()));
        WriteStrings(json, "lenders", record.Lenders.Select(server => server.ToString()));
        json.WriteStartArray("messages");
        foreach (BootMessage message in record.Messages)
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", Seconds(message.After));
            json.WriteBoolean("sent", message.IsSent);
            json.WriteString("type", message.Type.ToString());
            json.WriteString("peer", message.Peer.ToString());
            if (message.Reply is { } reply)
            {
                WriteReply(json, reply);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteReply(Utf8JsonWriter json, DhcpReplySeen reply)
    {
        json.WriteString("server", reply.Server.ToString());
        json.WriteBoolean("proxy", reply.IsProxy);
        json.WriteString("address", reply.YourAddress.IsSet ? reply.YourAddress.ToString() : null);
        json.WriteString("nextServer", reply.NextServer.IsSet ? reply.NextServer.ToString() : null);
        json.WriteString("file", reply.File.Length > 0 ? reply.File : null);
        json.WriteString("vendorMessage", reply.Message.Length > 0 ? reply.Message : null);
    }

    private static void WriteStep(Utf8JsonWriter json, BootStep step, ObservedTransfer? seen)
    {
        FirmwareTransfer transfer = step.Transfer;
        json.WriteStartObject();
        json.WriteString("purpose", BootText.PurposeName(transfer.Step.Purpose));
        json.WriteString("name", transfer.Step.Name);
        json.WriteNumber("port", transfer.LocalPort);
        json.WriteString("answeredBy", transfer.ServerTid?.ToString());
        WriteOptions(json, "requested", transfer.Step.Request.Options);
        WriteOptions(json, "granted", transfer.Answer?.Options ?? []);
        json.WriteString("end", Output.TransferReport.WordsOf(transfer.End.ToString()));
        json.WriteString("reason", transfer.Reason.Length > 0 ? transfer.Reason : null);
        if (transfer.Size is { } size)
        {
            json.WriteNumber("size", size);
        }
        else
        {
            json.WriteNull("size");
        }

        json.WriteNumber("bytes", transfer.Bytes);
        json.WriteNumber("seconds", Seconds(step.Took));
        json.WriteNumber("sentAgain", transfer.Repetitions);
        json.WriteString("outcome", seen is null ? null : FindingCatalogue.NameOf(seen.Outcome));
        json.WriteString("clientProgram", seen?.ClientProgram);
        json.WriteStartArray("findings");
        foreach (Finding finding in seen?.Findings ?? [])
        {
            json.WriteStartObject();
            json.WriteString("code", finding.CodeName);
            json.WriteString("severity", FindingCatalogue.NameOf(finding.Severity));
            json.WriteString("explanation", finding.Explanation);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, string>> options)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in options.DistinctBy(option => option.Key))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);
}
