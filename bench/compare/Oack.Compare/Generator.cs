using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Oack.Compare;

/// <summary>What one run of <c>oack bench</c> printed.</summary>
internal sealed record GeneratorResult(
    int Completed, int Broken, long Bytes, double Seconds, double P50, double P90, double P99, double Max,
    long Retransmissions, double ProcessorSeconds, int? GrantedWindowBlocks, string Errors);

/// <summary>The load: <c>oack bench</c> as a process of its own.</summary>
internal sealed class Generator(Programs programs, Cores cores, string directory)
{
    private const int LimitSeconds = 120;

    /// <summary>Reads a file from a server, and compares what arrives with the file itself.</summary>
    internal GeneratorResult Run(Contender contender, ServedFile file, int clients, int transfers, int windowBlocks, params string[] switches)
    {
        string[] command =
        [
            programs.Oack, "bench", $"tftp://127.0.0.1:{contender.Port}/{file.Name}", "--json",
            "--clients", Number(clients), "--transfers", Number(transfers),
            "--blksize", Number(Workload.BlockBytes), "--windowsize", Number(windowBlocks),
            "--max-time", Number(LimitSeconds), "--expect", Path.Combine(directory, file.Name), .. switches,
        ];
        string[] pinned = Cores.Pin(cores.Generator, command);
        using Process process = Process.Start(new ProcessStartInfo(pinned[0], pinned[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.StartsWith('{')
            ? Parse(output)
            : throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.Result.Trim()}");
    }

    /// <summary>Reads the object of <c>--json</c> (docs/cli.md).</summary>
    internal static GeneratorResult Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        JsonElement latency = root.GetProperty("latency");
        JsonElement granted = root.GetProperty("grantedWindowsize");
        return new GeneratorResult(
            root.GetProperty("completed").GetInt32(),
            root.GetProperty("failed").GetInt32() + root.GetProperty("unfinished").GetInt32(),
            root.GetProperty("bytes").GetInt64(),
            root.GetProperty("seconds").GetDouble(),
            latency.GetProperty("p50Ms").GetDouble(),
            latency.GetProperty("p90Ms").GetDouble(),
            latency.GetProperty("p99Ms").GetDouble(),
            latency.GetProperty("maxMs").GetDouble(),
            root.GetProperty("retransmissions").GetInt64(),
            root.GetProperty("cpuSeconds").GetDouble(),
            granted.ValueKind == JsonValueKind.Number ? granted.GetInt32() : null,
            string.Join("; ", root.GetProperty("errors").EnumerateArray().Take(3).Select(error =>
                $"{error.GetProperty("count").GetInt64()} × {error.GetProperty("text").GetString()}")));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
