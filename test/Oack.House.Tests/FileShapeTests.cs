namespace Oack.House.Tests;

/// <summary>Files and methods that one can read in one go; what is longer is listed here with its reason.</summary>
public sealed class FileShapeTests
{
    private const int MaxFileLines = 500;
    private const int MaxMethodLines = 70;

    private static readonly Dictionary<string, string> s_longFiles = [];

    private static readonly Dictionary<string, string> s_longMethods = [];

    [Fact]
    public void File_HasAtMost500Lines()
    {
        IEnumerable<string> tooLong = House.Sources
            .Select(file => (Name: House.Name(file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MaxFileLines && !s_longFiles.ContainsKey(file.Name))
            .Select(file => $"{file.Name}: {file.Lines} lines");

        House.AssertNone(tooLong, $"files over {MaxFileLines} lines without a reason");
    }

    [Fact]
    public void Method_HasAtMost70Lines()
    {
        List<string> tooLong = [];
        foreach (string name in BuiltAssembly.Names)
        {
            using BuiltAssembly assembly = BuiltAssembly.Open(name);
            tooLong.AddRange(assembly.MeasureMethods()
                .Where(method => method.Lines > MaxMethodLines && !IsMade(method.File) && !s_longMethods.ContainsKey(method.Method))
                .Select(method => $"{method.Method}: {method.Lines} lines in {method.File}"));
        }

        House.AssertNone(tooLong, $"methods over {MaxMethodLines} lines without a reason");
    }

    [Fact]
    public void Exception_IsStillNeeded()
    {
        IEnumerable<string> gone = s_longFiles.Keys.Where(file =>
            !File.Exists(House.At(file)) || File.ReadLines(House.At(file)).Count() <= MaxFileLines);

        House.AssertNone(gone, "files listed as long that are not");
    }

    private static bool IsMade(string file) =>
        file.EndsWith(".g.cs", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal);
}
