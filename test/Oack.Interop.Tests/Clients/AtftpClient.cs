using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>atftp: any of tsize, timeout, blksize, multicast, password and windowsize, each as set by hand.</summary>
internal sealed class AtftpClient : IClientProgram
{
    private readonly string _program = RealProgram.Require("atftp");

    public Task<CommandResult> GetAsync(
        Site site, string host, int port, string remote, string local, params string[] options) =>
        Command.RunAsync(
            site, _program, [.. options, "--get", "--remote-file", remote, "--local-file", local, host, RealProgram.Text(port)]);

    public Task<CommandResult> PutAsync(
        Site site, string host, int port, string local, string remote, params string[] options) =>
        Command.RunAsync(
            site, _program, [.. options, "--put", "--local-file", local, "--remote-file", remote, host, RealProgram.Text(port)]);
}
