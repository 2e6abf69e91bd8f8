using System.Text.Json;

namespace Oack.Interop.Tests.Servers;

/// <summary>What `oack serve --log json` says of one finished transfer, as far as these tests ask.</summary>
internal sealed record TransferRecord(
    string Outcome, string Cause, string Name, long DatagramsSent, long Retransmissions, double Seconds)
{
    /// <summary>The records of a server so far.</summary>
    internal static TransferRecord[] Of(TftpServerProgram server) =>
        [.. server.Program.FindLines("\"outcome\"").Select(Parse)];

    private static TransferRecord Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        return new TransferRecord(
            root.GetProperty("outcome").GetString()!,
            root.GetProperty("cause").GetString()!,
            root.GetProperty("name").GetString()!,
            root.GetProperty("datagrams_sent").GetInt64(),
            root.GetProperty("retransmissions").GetInt64(),
            root.GetProperty("seconds").GetDouble());
    }
}
