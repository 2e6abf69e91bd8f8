namespace Oack.Compare;

/// <summary>The median of some values, and the least and the greatest of them.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <summary>Null when there is no value. Of an even count, the median is halfway between the middle two.</summary>
    internal static Spread? Of(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
