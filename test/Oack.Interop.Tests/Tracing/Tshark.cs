using System.Globalization;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Tracing;

/// <summary>What tshark reads from a capture.</summary>
internal static class Tshark
{
    private const string Separator = "\t";
    private const string ListSeparator = ",";

    /// <summary>The values of some fields of each frame, in the order of the fields; of a repeated field all, with commas.</summary>
    internal static async Task<IReadOnlyList<string[]>> ReadAsync(string capture, params string[] fields)
    {
        string tshark = RealProgram.Require("tshark");
        string[] arguments =
        [
            "-n", "-r", capture, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
            "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=" + ListSeparator,
            "-e", "frame.number", .. fields.SelectMany(field => (string[])["-e", field]),
        ];
        CommandResult result = (await Command.RunAsync(Site.Machine, tshark, arguments)).Succeeded();

        // Beside these it says that it runs as root, and the command line stands above all.
        return
        [
            .. result.Output.Split('\n').Select(line => line.Split(Separator))
                .Where(parts => parts.Length == fields.Length + 1 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)),
        ];
    }
}
