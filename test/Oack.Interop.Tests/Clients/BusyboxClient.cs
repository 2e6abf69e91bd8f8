using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>busybox tftp: blksize (and with it tsize) when it is told one, else nothing.</summary>
internal sealed class BusyboxClient : IClientProgram
{
    private readonly string _program = RealProgram.Require("busybox");

    public Task<CommandResult> GetAsync(
        Site site, string host, int port, string remote, string local, params string[] options) =>
        Command.RunAsync(site, _program, ["tftp", "-g", .. options, "-r", remote, "-l", local, host, RealProgram.Text(port)]);

    public Task<CommandResult> PutAsync(
        Site site, string host, int port, string local, string remote, params string[] options) =>
        Command.RunAsync(site, _program, ["tftp", "-p", .. options, "-l", local, "-r", remote, host, RealProgram.Text(port)]);
}
