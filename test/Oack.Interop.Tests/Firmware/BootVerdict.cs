using System.Text.Json;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Firmware;

/// <summary>What `oack trace` says of the capture of a boot.</summary>
internal sealed class BootVerdict
{
    private readonly string _text;

    private BootVerdict(string text, IReadOnlyList<JudgedTransfer> transfers)
    {
        _text = text;
        Transfers = transfers;
    }

    /// <summary>The transfers, in the order of their requests.</summary>
    internal IReadOnlyList<JudgedTransfer> Transfers { get; }

    /// <summary>The names of the files that were fetched whole, in order.</summary>
    internal IEnumerable<string> Fetched =>
        Transfers.Where(transfer => transfer.Outcome == "complete").Select(transfer => transfer.Name.TrimStart('/'));

    /// <summary>Ends a capture and judges it.</summary>
    internal static async Task<BootVerdict> OfAsync(CaptureFile capture)
    {
        await capture.FinishAsync();
        string text = (await Command.RunAsync(Site.Machine, RealProgram.Oack, "trace", capture.Path)).Output;
        CommandResult result = await Command.RunAsync(Site.Machine, RealProgram.Oack, "trace", "--json", capture.Path);
        int start = result.Output.IndexOf('{', StringComparison.Ordinal);
        Assert.True(start >= 0, $"no JSON in what `oack trace --json` says:\n{result.Output}");
        using JsonDocument document = JsonDocument.Parse(result.Output.AsMemory(start));
        JudgedTransfer[] transfers = [.. document.RootElement.GetProperty("transfers").EnumerateArray().Select(JudgedTransfer.Parse)];
        Assert.True(transfers.Length > 0, $"the capture holds no transfer:\n{text}");
        return new BootVerdict(text, transfers);
    }

    /// <summary>Fails the test when a finding is worse than a note, or a transfer ended by an accident.</summary>
    internal BootVerdict IsClean()
    {
        string[] bad =
        [
            .. Transfers.SelectMany(transfer => transfer.Findings.Where(finding => finding.Severity != "note")
                .Select(finding => $"{finding.Severity} {finding.Code} of #{transfer.Id}")),
            .. Transfers.Where(transfer => transfer.Outcome is not ("complete" or "probed" or "closed-early" or "refused"))
                .Select(transfer => $"#{transfer.Id} is {transfer.Outcome}"),
        ];
        Assert.True(bad.Length == 0, $"the boot is not clean: {string.Join(", ", bad)}\n{_text}");
        return this;
    }

    /// <summary>Fails the test when a file was not fetched whole, or its bytes are not as many as they should be.</summary>
    internal BootVerdict HasFetched(string name, long bytes)
    {
        Assert.True(
            Transfers.Any(transfer => transfer.Name.TrimStart('/') == name && transfer.Outcome == "complete" && transfer.Bytes == bytes),
            $"{name} with {bytes} bytes was not fetched whole:\n{_text}");
        return this;
    }

    /// <summary>Fails the test when no transfer has a finding.</summary>
    internal BootVerdict HasFinding(string code)
    {
        Assert.True(
            Transfers.Any(transfer => transfer.Findings.Any(finding => finding.Code == code)), $"no finding {code}:\n{_text}");
        return this;
    }
}
