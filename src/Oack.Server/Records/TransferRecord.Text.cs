using System.Globalization;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;

namespace Oack.Server;

public sealed partial record TransferRecord
{
    private const double Kilo = 1000;

    /// <summary>
    /// The record as one line for people: client, what it asked, the outcome, how it went, and the cause where the
    /// outcome does not say it all.
    /// </summary>
    public string ToText()
    {
        StringBuilder text = new(200);
        text.Append(Client).Append(' ').Append(NameOf(Operation)).Append(" \"").Append(Name).Append("\": ").Append(OutcomeName);
        if (Outcome != TransferOutcome.Refused)
        {
            text.Append(CultureInfo.InvariantCulture, $", {Bytes:N0} ");
            if (TotalBytes is { } total && total != Bytes && Outcome != TransferOutcome.Complete)
            {
                text.Append(CultureInfo.InvariantCulture, $"of {total:N0} ");
            }

            text.Append(CultureInfo.InvariantCulture, $"bytes in {Duration.TotalSeconds:0.000} s");
            AppendRate(text);
            AppendConditions(text);
        }
        else if (Asked.Count > 0)
        {
            text.Append(" (").AppendJoin(", ", Asked).Append(')');
        }

        if (Outcome != TransferOutcome.Complete)
        {
            text.Append("; ").Append(Cause);
        }

        foreach (Finding finding in Findings)
        {
            if (!IsSaidByCause(finding.Code))
            {
                text.Append("; ").Append(finding.CodeName).Append(": ").Append(finding.Explanation);
            }
        }

        return text.ToString();
    }

    /// <summary>The outcome and the cause tell these already.</summary>
    private static bool IsSaidByCause(FindingCode code) =>
        code is FindingCode.SizeProbe or FindingCode.ClosedEarly or FindingCode.ClientSilent or FindingCode.PortUnreachable or FindingCode.OtherError
            or (>= FindingCode.FileNotFound and <= FindingCode.FileExists);

    private void AppendRate(StringBuilder text)
    {
        double seconds = Duration.TotalSeconds;
        if (Outcome != TransferOutcome.Complete || Bytes == 0 || seconds <= 0)
        {
            return;
        }

        double rate = Bytes / seconds;
        (double value, string unit) = rate switch
        {
            >= Kilo * Kilo * Kilo => (rate / (Kilo * Kilo * Kilo), "GB/s"),
            >= Kilo * Kilo => (rate / (Kilo * Kilo), "MB/s"),
            >= Kilo => (rate / Kilo, "kB/s"),
            _ => (rate, "B/s"),
        };
        text.Append(CultureInfo.InvariantCulture, $" ({value:0.0} {unit})");
    }

    private void AppendConditions(StringBuilder text)
    {
        if (Mode == TransferMode.Netascii)
        {
            text.Append(", netascii");
        }

        if (Granted.Count > 0)
        {
            text.Append(", ").AppendJoin(", ", Granted);
        }
        else if (Asked.Count > 0)
        {
            text.Append(", none granted of ").AppendJoin(", ", Asked);
        }

        if (Retransmissions > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $", {Retransmissions:N0} sent again");
        }

        if (RoundTrip is { } roundTrip)
        {
            text.Append(CultureInfo.InvariantCulture, $", round trip {roundTrip.TotalMilliseconds:0.0##} ms");
        }
    }
}
