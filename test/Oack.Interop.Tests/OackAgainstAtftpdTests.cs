using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>`oack get`, `oack put` and `oack tftp` against atftpd.</summary>
public sealed class OackAgainstAtftpdTests : OackAgainstForeignServers
{
    private protected override Task<TftpServerProgram> StartAsync(Site site, string root) =>
        TftpServerProgram.StartAtftpdAsync(site, root);
}
