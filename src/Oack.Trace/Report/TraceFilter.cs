using System.Diagnostics.CodeAnalysis;
using System.Net;
using Oack.Protocol;
using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>
/// Which transfers are shown: by host, name, outcome and code. Of conditions with the same key one must hold, of each
/// key one.
/// </summary>
public sealed class TraceFilter
{
    private const string Host = "host";
    private const string Name = "name";
    private const string Outcome = "outcome";
    private const string Code = "code";

    private readonly Dictionary<string, List<Func<ObservedTransfer, bool>>> _conditions = [];

    /// <summary>A filter that lets everything through.</summary>
    public TraceFilter()
    {
    }

    /// <summary>Whether it lets everything through.</summary>
    public bool IsEmpty => _conditions.Count == 0;

    /// <summary>Reads conditions such as <c>host=10.0.0.5</c>, <c>name=*.efi</c>, <c>outcome=stalled</c>, <c>code=data-lost</c>.</summary>
    /// <param name="conditions">The conditions.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="error">What is wrong, with what would be right.</param>
    public static bool TryParse(
        IEnumerable<string> conditions, [NotNullWhen(true)] out TraceFilter? filter, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        TraceFilter parsed = new();
        filter = null;
        foreach (string condition in conditions)
        {
            int equals = condition.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? condition : condition[..equals];
            string value = equals < 0 ? "" : condition[(equals + 1)..];
            if (value.Length == 0 || key is not (Host or Name or Outcome or Code))
            {
                error = $"'{condition}' is no condition: write host=ADDRESS, name=PATTERN, outcome=OUTCOME or code=CODE";
                return false;
            }

            if (!TryMake(key, value, out Func<ObservedTransfer, bool>? test, out error))
            {
                return false;
            }

            if (!parsed._conditions.TryGetValue(key, out List<Func<ObservedTransfer, bool>>? tests))
            {
                parsed._conditions[key] = tests = [];
            }

            tests.Add(test);
        }

        filter = parsed;
        error = null;
        return true;
    }

    /// <summary>Whether a transfer is shown.</summary>
    public bool Matches(ObservedTransfer transfer) =>
        _conditions.Values.All(tests => tests.Any(test => test(transfer)));

    /// <summary>Whether a name is of the pattern's form: <c>*</c> stands for any letters, <c>?</c> for one; case does not matter.</summary>
    internal static bool IsLike(string name, string pattern)
    {
        int at = 0;
        int star = -1;
        int behindStar = 0;
        int i = 0;
        while (i < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                behindStar = i;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || char.ToUpperInvariant(pattern[at]) == char.ToUpperInvariant(name[i])))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++behindStar;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(at).Trim('*').IsEmpty;
    }

    private static bool TryMake(
        string key, string value, [NotNullWhen(true)] out Func<ObservedTransfer, bool>? test, [NotNullWhen(false)] out string? error)
    {
        test = null;
        error = null;
        switch (key)
        {
            case Host:
                test = MakeHostTest(value);
                error = test is null ? $"host={value}: '{value}' is no address: write one such as 10.0.0.5, 10.0.0.5:2070, [2001:db8::5]:2070 or 10.0.0.0/24" : null;
                break;
            case Name:
                test = transfer => IsLike(transfer.Name, value);
                break;
            case Outcome:
                ObservedOutcome[] outcomes = [.. Enum.GetValues<ObservedOutcome>().Where(outcome => FindingCatalogue.NameOf(outcome) == value)];
                test = outcomes.Length > 0 ? transfer => transfer.Outcome == outcomes[0] : null;
                error = test is null
                    ? $"outcome={value}: there is no outcome '{value}'; there are {string.Join(", ", Enum.GetValues<ObservedOutcome>().Select(FindingCatalogue.NameOf))}"
                    : null;
                break;
            default:
                test = FindingCatalogue.TryFind(value, out FindingCode code) ? transfer => transfer.Findings.Any(finding => finding.Code == code) : null;
                error = test is null
                    ? $"code={value}: there is no code '{value}'; there are {string.Join(", ", FindingCatalogue.All.Select(FindingCatalogue.NameOf))}"
                    : null;
                break;
        }

        return test is not null;
    }

    private static Func<ObservedTransfer, bool>? MakeHostTest(string value)
    {
        if (value.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(value, out IPNetwork network)
                ? transfer => Addresses(transfer).Any(endpoint => network.Contains(endpoint.ToIPAddress()))
                : null;
        }

        if (IPAddress.TryParse(value.Trim('[', ']'), out IPAddress? address))
        {
            PeerEndpoint asked = PeerEndpoint.From(address, 0);
            return transfer => Addresses(transfer).Any(endpoint => endpoint.HasAddressOf(asked));
        }

        if (IPEndPoint.TryParse(value, out IPEndPoint? endPoint))
        {
            PeerEndpoint asked = PeerEndpoint.From(endPoint);
            return transfer => Addresses(transfer).Any(endpoint => endpoint == asked);
        }

        return null;
    }

    private static IEnumerable<PeerEndpoint> Addresses(ObservedTransfer transfer)
    {
        yield return transfer.Client;
        yield return transfer.Server;
        if (transfer.ServerTid is { } tid)
        {
            yield return tid;
        }
    }
}
