using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>`oack get` and `oack put`, as processes.</summary>
internal sealed class OackClient : IClientProgram
{
    public Task<CommandResult> GetAsync(
        Site site, string host, int port, string remote, string local, params string[] options) =>
        Command.RunAsync(site, RealProgram.Oack, ["get", .. options, Url(host, port, remote), local]);

    public Task<CommandResult> PutAsync(
        Site site, string host, int port, string local, string remote, params string[] options) =>
        Command.RunAsync(site, RealProgram.Oack, ["put", .. options, local, Url(host, port, remote)]);

    private static string Url(string host, int port, string remote) =>
        $"tftp://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{RealProgram.Text(port)}/{remote}";
}
