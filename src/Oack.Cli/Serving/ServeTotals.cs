using System.Globalization;
using Oack.Cli.Output;
using Oack.Protocol.Transfer;
using Oack.Server;

namespace Oack.Cli.Serving;

/// <summary>What a run of <c>serve</c> came to; counted from the records, on any thread.</summary>
internal sealed class ServeTotals
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<TransferOutcome, long> _outcomes = [];
    private long _bytes;

    public void Count(TransferRecord record)
    {
        lock (_lock)
        {
            _outcomes[record.Outcome] = _outcomes.GetValueOrDefault(record.Outcome) + 1;
            _bytes += record.Bytes;
        }
    }

    /// <summary>For example <c>12 complete, 1 probed; 3.4 MB</c>.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            return _outcomes.Count == 0
                ? "no transfer yet"
                : string.Join(", ", _outcomes.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value:N0} {TransferRecord.NameOf(entry.Key)}")))
                    + "; " + Units.Bytes(_bytes);
        }
    }
}
