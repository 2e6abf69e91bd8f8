namespace Oack.House.Tests;

/// <summary>The protocol is driven: it sees no package, and no socket, file, task, clock or source of chance.</summary>
public sealed class ProtocolWithoutInputOutputTests
{
    private static readonly string[] s_namespaces =
        ["System.Net", "System.Net.Sockets", "System.IO", "System.Threading", "System.Threading.Tasks"];

    private static readonly string[] s_types =
    [
        "System.DateTime", "System.DateTimeOffset", "System.TimeProvider", "System.Random", "System.Environment",
        "System.Console", "System.Diagnostics.Stopwatch", "System.Guid",
        "System.Security.Cryptography.RandomNumberGenerator",
    ];

    // Addresses are values, not input or output.
    private static readonly string[] s_values =
        ["System.Net.IPAddress", "System.Net.IPEndPoint", "System.Net.EndPoint", "System.Net.Sockets.AddressFamily"];

    [Theory]
    [InlineData("Oack.Protocol")]
    public void Room_UsesNoPackage(string room)
    {
        using BuiltAssembly assembly = BuiltAssembly.Open(room);
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

        string[] packages = [.. assembly.References.Where(name => !File.Exists(Path.Combine(framework, name + ".dll")))];

        House.AssertNone(packages, $"{room} refers to assemblies that are no part of the framework");
    }

    [Theory]
    [InlineData("Oack.Protocol")]
    public void Room_DoesNoInputOrOutput(string room)
    {
        using BuiltAssembly assembly = BuiltAssembly.Open(room);

        string[] used =
        [
            .. assembly.UsedTypes
                .Where(type => s_types.Contains(type) || s_namespaces.Contains(type[..type.LastIndexOf('.')]))
                .Except(s_values),
        ];

        House.AssertNone(used, $"{room} uses what only a driver may touch");
    }
}
