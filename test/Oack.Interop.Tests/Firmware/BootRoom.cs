using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;
using Oack.Trace.Live;

namespace Oack.Interop.Tests.Firmware;

/// <summary>
/// All that a boot needs but the machine: the room, the directory that is served, the servers that the test starts, and
/// a capture of the machine's port.
/// </summary>
internal sealed class BootRoom : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _running = [];

    private BootRoom(BootLab lab)
    {
        Lab = lab;
        Root = Scratch.MakeDirectory("root");
    }

    /// <summary>The network.</summary>
    internal BootLab Lab { get; }

    /// <summary>The files of the test.</summary>
    internal ScratchDirectory Scratch { get; } = new();

    /// <summary>The directory that is served.</summary>
    internal string Root { get; }

    /// <summary>The port that the machine is plugged into.</summary>
    internal string Port { get; private set; } = string.Empty;

    /// <summary>The room, with one port that is captured; nothing runs yet.</summary>
    /// <param name="programs">The programs that the test will need; without one of them it ends here.</param>
    internal static async Task<BootRoom> CreateAsync(params string[] programs)
    {
        Assert.All(programs, program => RealProgram.Require(program));
        BootRoom room = new(await BootLab.CreateAsync());
        try
        {
            room.Port = await room.Lab.AddPortAsync();
        }
        catch
        {
            await room.DisposeAsync();
            throw;
        }

        return room;
    }

    /// <summary>Puts a boot program beside the served files.</summary>
    /// <returns>How long it is.</returns>
    internal long AddBootFile(string name)
    {
        string path = Path.Combine(Root, name);
        File.Copy(RealProgram.RequireBootFile(name), path);
        return new FileInfo(path).Length;
    }

    /// <summary>Puts the files of examples/boot into the served directory.</summary>
    internal void AddExamples()
    {
        string examples = Path.Combine(RealProgram.Repository, "examples", "boot");
        foreach (string file in Directory.EnumerateFiles(examples, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Root, Path.GetRelativePath(examples, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Writes a text file into the served directory.</summary>
    internal void AddText(string name, string text)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Starts `oack serve`.</summary>
    internal async Task<TftpServerProgram> ServeAsync(params string[] options)
    {
        TftpServerProgram server = await TftpServerProgram.StartOackAsync(Lab.Server, Root, options);
        _running.Add(server);
        return server;
    }

    /// <summary>Starts dnsmasq at the server's place.</summary>
    internal async Task<RunningProgram> GiveAddressesAsync(params string[] options)
    {
        RunningProgram server = await DhcpServerProgram.StartAsync(Lab.Server, BootLab.Switch, Scratch, options);
        _running.Add(server);
        return server;
    }

    /// <summary>Starts dnsmasq on a host of its own.</summary>
    internal async Task<RunningProgram> GiveAddressesFromNeighbourAsync(params string[] options)
    {
        await Lab.AddNeighbourAsync();
        RunningProgram server = await DhcpServerProgram.StartAsync(Lab.Neighbour, BootLab.NeighbourInterface, Scratch, options);
        _running.Add(server);
        return server;
    }

    /// <summary>Captures what the machine says and hears.</summary>
    internal CaptureFile Capture()
    {
        LiveCapture live = Lab.OpenLiveCapture(Port);
        CaptureFile capture = new(live, Scratch["boot.pcapng"]);
        _running.Add(capture);
        return capture;
    }

    public async ValueTask DisposeAsync()
    {
        for (int i = _running.Count - 1; i >= 0; i--)
        {
            await _running[i].DisposeAsync();
        }

        await Lab.DisposeAsync();
        KeepCapture();
        Scratch.Dispose();
    }

    // OACK_KEEP_CAPTURES names a directory for who wants to look at what the firmware did.
    private void KeepCapture()
    {
        string capture = Scratch["boot.pcapng"];
        if (Environment.GetEnvironmentVariable("OACK_KEEP_CAPTURES") is { Length: > 0 } directory && File.Exists(capture))
        {
            Directory.CreateDirectory(directory);
            string name = TestContext.Current.Test?.TestDisplayName ?? "boot";
            string safe = string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
            File.Copy(capture, Path.Combine(directory, $"{safe}.pcapng"), overwrite: true);
        }
    }
}
