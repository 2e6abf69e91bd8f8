using System.Diagnostics.CodeAnalysis;
using Oack.Boot.Conformance.Checks;

namespace Oack.Boot.Conformance;

/// <summary>All checks, in the order in which they are reported; docs/check.md lists them.</summary>
public static class ConformanceCatalogue
{
    /// <summary>The checks: requests, transfers, loss, options, habits of clients, uploads.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        .. RequestChecks.All, .. TransferChecks.All, .. LossChecks.All, .. OptionChecks.All, .. BlockSizeChecks.All,
        .. SizeAndTimeChecks.All, .. WindowChecks.All, .. MulticastChecks.All, .. HabitChecks.All, .. UploadChecks.All,
    ];

    /// <summary>Finds a check by its id, in any case.</summary>
    public static bool TryFind(string id, [NotNullWhen(true)] out ConformanceCheck? check)
    {
        check = All.FirstOrDefault(one => string.Equals(one.Id, id, StringComparison.OrdinalIgnoreCase));
        return check is not null;
    }
}
