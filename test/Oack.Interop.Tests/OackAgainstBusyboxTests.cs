using Oack.Interop.Tests.Programs;
using Oack.Interop.Tests.Servers;

namespace Oack.Interop.Tests;

/// <summary>`oack get`, `oack put` and `oack tftp` against the tftpd of busybox.</summary>
public sealed class OackAgainstBusyboxTests : OackAgainstForeignServers
{
    private protected override Task<TftpServerProgram> StartAsync(Site site, string root) =>
        TftpServerProgram.StartBusyboxAsync(site, root);
}
