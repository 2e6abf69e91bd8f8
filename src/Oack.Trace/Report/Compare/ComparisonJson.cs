using System.Text.Json;
using Oack.Protocol.Observe;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>A <see cref="TwoPointComparison"/> for programs: one JSON object.</summary>
public static class ComparisonJson
{
    /// <summary>Writes it in UTF-8, with a line end behind it.</summary>
    public static void Write(Stream target, TwoPointComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(comparison);
        using (Utf8JsonWriter json = new(target, TraceJson.WriterOptions))
        {
            Write(json, comparison);
        }

        target.Write("\n"u8);
    }

    private static void Write(Utf8JsonWriter json, TwoPointComparison comparison)
    {
        json.WriteStartObject();
        json.WriteBoolean("sideCertain", comparison.IsSideCertain);
        json.WriteString("sideReason", comparison.SideReason);
        WriteSeconds(json, "clockOffsetSeconds", comparison.ClockOffset);
        WriteSeconds(json, "roundTripSeconds", comparison.RoundTrip);
        WriteLeg(json, "towardClient", comparison.TowardClient, isNamed: false);
        WriteLeg(json, "towardServer", comparison.TowardServer, isNamed: false);
        json.WriteStartArray("pairs");
        foreach (PairedTransfer pair in comparison.Pairs)
        {
            json.WriteStartObject();
            json.WriteNumber("clientId", pair.AtClient.Id);
            json.WriteNumber("serverId", pair.AtServer.Id);
            json.WriteString("name", pair.AtClient.Name);
            json.WriteString("matchedBy", pair.Reason switch { MatchReason.Endpoint => "endpoint", MatchReason.Port => "port", _ => "name" });
            WriteSeconds(json, "clockOffsetSeconds", pair.ClockOffset);
            WriteSeconds(json, "roundTripSeconds", pair.RoundTrip);
            WriteLeg(json, "towardClient", pair.TowardClient, isNamed: true);
            WriteLeg(json, "towardServer", pair.TowardServer, isNamed: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteIds(json, "onlyClient", comparison.OnlyAtClient);
        WriteIds(json, "onlyServer", comparison.OnlyAtServer);
        json.WritePropertyName("client");
        TraceJson.WriteReport(json, comparison.ClientSide.Report);
        json.WritePropertyName("server");
        TraceJson.WriteReport(json, comparison.ServerSide.Report);
        json.WriteEndObject();
    }

    private static void WriteLeg(Utf8JsonWriter json, string name, LegLoss? loss, bool isNamed)
    {
        if (loss is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("sent", loss.Sent);
        json.WriteNumber("lost", loss.Lost);
        json.WriteNumber("notJudged", loss.NotJudged);
        json.WriteNumber("doubled", loss.Doubled);
        json.WriteNumber("notSeenLeaving", loss.NotSeenLeaving);
        if (isNamed)
        {
            json.WriteStartArray("lostPackets");
            foreach (LostPacket packet in loss.Named)
            {
                json.WriteStartObject();
                json.WriteString("kind", PacketText.NameOf(packet.Opcode));
                json.WriteNumber("block", packet.Block);
                json.WriteNumber("frame", packet.Frame);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<ObservedTransfer> transfers)
    {
        json.WriteStartArray(name);
        foreach (ObservedTransfer transfer in transfers)
        {
            json.WriteNumberValue(transfer.Id);
        }

        json.WriteEndArray();
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
        {
            json.WriteNumber(name, Math.Round(known.TotalSeconds, 6));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
