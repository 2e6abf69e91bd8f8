using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Oack.House.Tests;

/// <summary>One assembly of the project as the compiler left it beside these tests.</summary>
internal sealed class BuiltAssembly : IDisposable
{
    private const int HiddenLine = 0xFEEFEE;

    private readonly PEReader _image;
    private readonly MetadataReader _metadata;

    private BuiltAssembly(string path)
    {
        FilePath = path;
        _image = new PEReader(File.OpenRead(path));
        _metadata = _image.GetMetadataReader();
    }

    /// <summary>The libraries, the command and the simulator.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        ["Oack.Protocol", "Oack.Net", "Oack.Content", "Oack.Server", "Oack.Client", "Oack.Boot", "Oack.Trace", "oack", "Oack.Simulation"];

    /// <summary>The full path of the file.</summary>
    internal string FilePath { get; }

    /// <summary>The simple names of the assemblies that it refers to.</summary>
    internal IEnumerable<string> References =>
        _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>The full names of the types of other assemblies that it uses.</summary>
    internal IEnumerable<string> UsedTypes => _metadata.TypeReferences.Select(handle =>
    {
        TypeReference reference = _metadata.GetTypeReference(handle);
        return $"{_metadata.GetString(reference.Namespace)}.{_metadata.GetString(reference.Name)}";
    });

    /// <summary>Reads an assembly by its simple name.</summary>
    internal static BuiltAssembly Open(string name) => new(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>Each method with code in a file, and how many lines it spans there.</summary>
    internal IEnumerable<(string Method, string File, int Lines)> MeasureMethods()
    {
        Assert.True(
            _image.TryOpenAssociatedPortablePdb(FilePath, OpenIfThere, out MetadataReaderProvider? provider, out _),
            $"{FilePath} was built without symbols");
        using (provider)
        {
            MetadataReader symbols = provider!.GetMetadataReader();
            foreach (MethodDebugInformationHandle handle in symbols.MethodDebugInformation)
            {
                MethodDebugInformation information = symbols.GetMethodDebugInformation(handle);
                SequencePoint[] points =
                    [.. information.GetSequencePoints().Where(point => !point.IsHidden && point.StartLine != HiddenLine)];
                if (points.Length > 0 && !information.Document.IsNil)
                {
                    string name = NameOf(handle.ToDefinitionHandle());
                    yield return (
                        name, symbols.GetString(symbols.GetDocument(information.Document).Name), LinesOf(name, points));
                }
            }
        }
    }

    public void Dispose() => _image.Dispose();

    // A constructor holds the initializers of the fields too, wherever they stand: its lines are counted one by one.
    private static int LinesOf(string method, SequencePoint[] points) =>
        method.EndsWith("ctor", StringComparison.Ordinal)
            ? points.SelectMany(point => Enumerable.Range(point.StartLine, point.EndLine - point.StartLine + 1)).Distinct().Count()
            : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1;

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    private string NameOf(MethodDefinitionHandle handle)
    {
        MethodDefinition method = _metadata.GetMethodDefinition(handle);
        TypeDefinition type = _metadata.GetTypeDefinition(method.GetDeclaringType());
        return $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}.{_metadata.GetString(method.Name)}";
    }
}
