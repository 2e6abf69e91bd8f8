using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>`oack get`, `oack put` and `oack tftp` against the in.tftpd of tftpd-hpa.</summary>
public sealed class OackAgainstTftpdHpaTests : OackAgainstForeignServers
{
    private protected override Task<TftpServerProgram> StartAsync(Site site, string root) =>
        TftpServerProgram.StartTftpdHpaAsync(site, root);
}
