using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>The client of tftp-hpa: lock-step at 512 bytes, no options; it refuses answers from another address.</summary>
internal sealed class TftpHpaClient : IClientProgram
{
    private readonly string _program = RealProgram.Require("tftp");

    public Task<CommandResult> GetAsync(
        Site site, string host, int port, string remote, string local, params string[] options) =>
        Command.RunAsync(site, _program, [.. Mode(options), host, RealProgram.Text(port), "-c", "get", remote, local]);

    public Task<CommandResult> PutAsync(
        Site site, string host, int port, string local, string remote, params string[] options) =>
        Command.RunAsync(site, _program, [.. Mode(options), host, RealProgram.Text(port), "-c", "put", local, remote]);

    private static string[] Mode(string[] options) => options.Contains("-m") ? options : ["-m", "binary", .. options];
}
