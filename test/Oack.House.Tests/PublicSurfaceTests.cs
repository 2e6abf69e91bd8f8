using System.Reflection;

namespace Oack.House.Tests;

/// <summary>
/// The public surface of each library, written down beside it: PublicAPI.Shipped.txt holds what a release has promised,
/// PublicAPI.Unshipped.txt what came since. A change of the surface so shows in its review.
/// </summary>
public sealed class PublicSurfaceTests
{
    private const string WriteVariable = "OACK_WRITE_PUBLIC_API";

    public static TheoryData<string> Libraries => [.. Library.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Surface_IsWrittenDown(string library)
    {
        IReadOnlyList<string> actual = PublicSurface.Render(Assembly.Load(library));
        string shippedFile = House.At("src", library, "PublicAPI.Shipped.txt");
        string unshippedFile = House.At("src", library, "PublicAPI.Unshipped.txt");
        string[] shipped = ReadLines(shippedFile);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllLines(shippedFile, shipped);
            File.WriteAllLines(unshippedFile, actual.Except(shipped));
        }

        string[] written = [.. shipped, .. ReadLines(unshippedFile)];

        House.AssertNone(
            [
                .. actual.Except(written).Select(line => $"+ {line}"),
                .. written.Except(actual).Select(line => $"- {line}"),
            ],
            $"the public surface of {library} changed; if that is meant: {WriteVariable}=1 test/run House");
    }

    private static string[] ReadLines(string file) =>
        File.Exists(file) ? [.. File.ReadLines(file).Where(line => line.Length > 0)] : [];
}
