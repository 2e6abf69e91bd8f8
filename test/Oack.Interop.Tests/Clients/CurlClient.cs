using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>curl: asks tsize, blksize and timeout, or with --tftp-no-options nothing.</summary>
internal sealed class CurlClient : IClientProgram
{
    private readonly string _program = RealProgram.Require("curl");

    public Task<CommandResult> GetAsync(
        Site site, string host, int port, string remote, string local, params string[] options) =>
        Command.RunAsync(site, _program, ["-sS", "-m", "80", .. options, "-o", local, Url(host, port, remote)]);

    public Task<CommandResult> PutAsync(
        Site site, string host, int port, string local, string remote, params string[] options) =>
        Command.RunAsync(site, _program, ["-sS", "-m", "80", .. options, "-T", local, Url(host, port, remote)]);

    private static string Url(string host, int port, string remote) =>
        $"tftp://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{RealProgram.Text(port)}/{remote}";
}
