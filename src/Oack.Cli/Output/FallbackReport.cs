using Oack.Client;

namespace Oack.Cli.Output;

/// <summary>A step back, in <c>--json</c>.</summary>
internal sealed record FallbackReport(string Reason, string Text)
{
    public static FallbackReport For(FallbackStep step) => new(TransferReport.WordsOf(step.Reason.ToString()), step.Text);
}
