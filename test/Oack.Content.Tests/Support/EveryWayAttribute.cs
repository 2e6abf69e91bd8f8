using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Oack.Content.Tests;

/// <summary>Runs a theory once for each way, or for each way and each of the cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryWayAttribute(params string[] cases) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [];
        foreach (Way way in Enum.GetValues<Way>())
        {
            if (way != Way.Portable && !OperatingSystem.IsLinux())
            {
                continue;
            }

            if (cases.Length == 0)
            {
                rows.Add(new TheoryDataRow<Way>(way));
            }

            foreach (string name in cases)
            {
                rows.Add(new TheoryDataRow<Way, string>(way, name));
            }
        }

        return new(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
