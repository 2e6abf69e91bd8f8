namespace Oack.House.Tests;

/// <summary>References between rooms point down only: the command above the server and the client, the protocol below all.</summary>
public sealed class ReferenceDirectionTests
{
    /// <summary>The rooms that each room may see.</summary>
    public static TheoryData<string, string[]> Rooms => new()
    {
        { "Oack.Protocol", [] },
        { "Oack.Net", ["Oack.Protocol"] },
        { "Oack.Content", ["Oack.Protocol"] },
        { "Oack.Server", ["Oack.Protocol", "Oack.Net", "Oack.Content"] },
        { "Oack.Client", ["Oack.Protocol", "Oack.Net", "Oack.Content"] },
        { "Oack.Boot", ["Oack.Protocol", "Oack.Net", "Oack.Content"] },
        { "Oack.Trace", ["Oack.Protocol"] },
        { "oack", ["Oack.Protocol", "Oack.Net", "Oack.Content", "Oack.Server", "Oack.Client", "Oack.Boot", "Oack.Trace"] },
        { "Oack.Simulation", ["Oack.Protocol"] },
    };

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_SeesOnlyRoomsBelowIt(string room, string[] below)
    {
        using BuiltAssembly assembly = BuiltAssembly.Open(room);

        string[] above =
        [
            .. assembly.References.Where(reference =>
                reference.StartsWith("oack", StringComparison.OrdinalIgnoreCase) && !below.Contains(reference)),
        ];

        House.AssertNone(above, $"{room} sees what is not below it");
    }

    [Fact]
    public void EachProject_HasItsRoomInThisTable()
    {
        string[] projects =
        [
            .. House.Files.Select(House.Name)
                .Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))
                .Where(file => file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("sim/", StringComparison.Ordinal))
                .Select(file => Path.GetFileNameWithoutExtension(file)!)
                .Select(project => project == "Oack.Cli" ? "oack" : project)
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(projects, Rooms.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));
    }
}
