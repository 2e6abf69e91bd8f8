using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>`oack get`, `oack put` and `oack tftp` against dnsmasq, which takes no uploads.</summary>
public sealed class OackAgainstDnsmasqTests : OackAgainstForeignServers
{
    private protected override bool TakesUploads => false;

    private protected override Task<TftpServerProgram> StartAsync(Site site, string root) =>
        TftpServerProgram.StartDnsmasqAsync(site, root);
}
