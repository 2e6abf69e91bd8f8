using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Oack.Protocol.Observe;

namespace Oack.Server;

public sealed partial record TransferRecord
{
    private static readonly JsonWriterOptions s_jsonOptions = new()
    {
        Indented = false,
        // The text is not put into a web page; non-ASCII and control characters were escaped on the way in.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record as one line of JSON, without a line end; <c>docs/records.md</c> names the fields.</summary>
    public string ToJson()
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer, s_jsonOptions))
        {
            WriteJson(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the record as one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (EndedAt is { } endedAt)
        {
            writer.WriteString("time"u8, endedAt.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        }

        writer.WriteNumber("id"u8, Id);
        writer.WriteString("outcome"u8, OutcomeName);
        writer.WriteString("cause"u8, Cause);
        writer.WriteString("client"u8, Client.ToString());
        writer.WriteString("server"u8, Server.ToString());
        writer.WriteString("operation"u8, NameOf(Operation));
        writer.WriteString("name"u8, Name);
        WriteText(writer, "content"u8, Content);
        WriteText(writer, "mode"u8, Mode is { } mode ? NameOf(mode) : null);
        WriteOptions(writer, "asked"u8, Asked);
        WriteOptions(writer, "granted"u8, Granted);
        writer.WriteNumber("bytes"u8, Bytes);
        WriteNumber(writer, "total_bytes"u8, TotalBytes);
        writer.WriteNumber("seconds"u8, Math.Round(Duration.TotalSeconds, 6));
        writer.WriteNumber("block_size"u8, BlockSize);
        writer.WriteNumber("window_blocks"u8, WindowBlocks);
        writer.WriteNumber("datagrams_sent"u8, DatagramsSent);
        writer.WriteNumber("datagrams_received"u8, DatagramsReceived);
        writer.WriteNumber("retransmissions"u8, Retransmissions);
        writer.WriteNumber("timeouts"u8, Timeouts);
        writer.WriteNumber("duplicates"u8, Duplicates);
        if (RoundTrip is { } roundTrip)
        {
            writer.WriteNumber("round_trip_seconds"u8, Math.Round(roundTrip.TotalSeconds, 6));
        }
        else
        {
            writer.WriteNull("round_trip_seconds"u8);
        }

        WriteNumber(writer, "error_code"u8, (long?)(int?)ErrorCode);
        WriteText(writer, "error_message"u8, ErrorMessage);
        WriteText(writer, "error_from"u8, ErrorCode is null ? null : EndedByClient ? "client" : "server");
        WriteMulticast(writer);
        WriteFindings(writer);
        writer.WriteEndObject();
    }

    private void WriteMulticast(Utf8JsonWriter writer)
    {
        if (Multicast is not { } part)
        {
            writer.WriteNull("multicast"u8);
            return;
        }

        writer.WriteStartObject("multicast"u8);
        writer.WriteString("group"u8, part.Group.ToString());
        writer.WriteString("protocol"u8, part.IsMtftp ? "mtftp" : "rfc2090");
        writer.WriteBoolean("was_master"u8, part.WasMaster);
        writer.WriteNumber("receivers"u8, part.Receivers);
        writer.WriteEndObject();
    }

    private void WriteFindings(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("findings"u8);
        foreach (Finding finding in Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, finding.CodeName);
            writer.WriteString("severity"u8, FindingCatalogue.NameOf(finding.Severity));
            writer.WriteString("explanation"u8, finding.Explanation);
            writer.WriteString("remedy"u8, finding.Remedy);
            writer.WriteString("reference"u8, finding.Reference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
        {
            writer.WriteNull(name);
        }
        else
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>An object from name to text; of a repeated name the first counts, as on the wire.</summary>
    private static void WriteOptions(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<TransferOption> options)
    {
        writer.WriteStartObject(name);
        for (int i = 0; i < options.Count; i++)
        {
            bool isRepeated = false;
            for (int j = 0; j < i && !isRepeated; j++)
            {
                isRepeated = string.Equals(options[j].Name, options[i].Name, StringComparison.OrdinalIgnoreCase);
            }

            if (!isRepeated)
            {
                writer.WriteString(options[i].Name, options[i].Value);
            }
        }

        writer.WriteEndObject();
    }
}
