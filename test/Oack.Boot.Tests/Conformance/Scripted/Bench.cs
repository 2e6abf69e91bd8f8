using System.Text;
using Oack.Boot.Conformance;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Runs one check against the model server.</summary>
internal static class Bench
{
    private const string SmallName = "boot/menu.txt";
    private const string LargeName = "boot/image.bin";

    /// <summary>A text of 12 blocks whose last one is full, so that it ends with an empty one.</summary>
    public static byte[] Small { get; } = Text(12 * 512);

    /// <summary>More than 65,536 blocks of 8 bytes.</summary>
    public static byte[] Large { get; } = Text(600_000);

    public static ModelServer NewServer()
    {
        ModelServer server = new();
        server.Files[SmallName] = Small;
        server.Files[LargeName] = Large;
        return server;
    }

    public static CheckOptions Options(bool isLarge = false) => new()
    {
        Server = ModelServer.Endpoint,
        FileName = Encoding.ASCII.GetBytes(isLarge ? LargeName : SmallName),
        UploadName = "up/load.txt"u8.ToArray(),
    };

    public static CheckResult Run(ModelServer server, string id, ServedFile? file = null) => Run(new VirtualNetwork(server), id, file);

    public static CheckResult Run(VirtualNetwork network, string id, ServedFile? file = null)
    {
        Assert.True(ConformanceCatalogue.TryFind(id, out ConformanceCheck? check), id);
        bool isLarge = id == "habit-rollover";
        file ??= isLarge
            ? new ServedFile(LargeName, Large[..ServedFile.MaxContentBytes], IsWhole: false, Large.Length)
            : new ServedFile(SmallName, Small, IsWhole: true, Small.Length);
        return ConformanceRun.Run(network, Options(isLarge), file, check, tries: 2);
    }

    private static byte[] Text(int bytes)
    {
        StringBuilder text = new();
        for (int line = 1; text.Length < bytes; line++)
        {
            text.Append("line ").Append(line).Append(line % 3 == 0 ? "\r\n" : "\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }
}
