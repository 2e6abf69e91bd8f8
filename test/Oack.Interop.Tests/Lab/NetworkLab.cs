using System.Globalization;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Lab;

/// <summary>
/// Two network namespaces joined by a cable of their own: a server's place and a client's. A process holds each open
/// and reads from this one, so that both vanish with the test, whatever becomes of it. Nothing of them can be seen from
/// the machine's own network, and root is not needed where the kernel lets a user make namespaces.
/// </summary>
internal sealed class NetworkLab : IAsyncDisposable
{
    private const string ServerAddress = "10.69.0.1";
    private const string ClientAddress = "10.69.0.2";
    private const string ServerAddressV6 = "fd69::1";
    private const string ClientAddressV6 = "fd69::2";
    private const int PerThousand = 1000;

    private readonly RunningProgram _serverHolder;
    private readonly RunningProgram _clientHolder;

    private NetworkLab(RunningProgram serverHolder, RunningProgram clientHolder, Site server, Site client)
    {
        _serverHolder = serverHolder;
        _clientHolder = clientHolder;
        Server = server;
        Client = client;
    }

    /// <summary>The place of the server.</summary>
    internal Site Server { get; }

    /// <summary>The place of the client.</summary>
    internal Site Client { get; }

    /// <summary>The server's IPv6 address.</summary>
    internal static string ServerV6 => ServerAddressV6;

    /// <summary>Two joined namespaces; where they cannot be made, the test ends here.</summary>
    internal static async Task<NetworkLab> CreateAsync()
    {
        string ip = RealProgram.Require("ip");
        string nsenter = RealProgram.Require("nsenter");
        string unshare = RealProgram.Require("unshare");
        bool root = Environment.IsPrivilegedProcess;
        string[] own = root ? ["--net"] : ["--user", "--map-root-user", "--net"];
        string[] enter = root ? ["--net"] : ["--user", "--net", "--preserve-credentials"];

        RunningProgram server = RunningProgram.Start(Site.Machine, unshare, [.. own, "sh", "-c", "echo ready && exec cat"]);
        Site serverSite = new([nsenter, "--target", RealProgram.Text(server.Id), .. enter, "--"], ServerAddress);
        if (!await IsReadyAsync(server))
        {
            string output = server.Output;
            await server.DisposeAsync();
            throw RealProgram.Unavailable($"this machine makes no network namespaces for this user:\n{output}");
        }

        RunningProgram client = RunningProgram.Start(serverSite, unshare, "--net", "sh", "-c", "echo ready && exec cat");
        Site clientSite = new([nsenter, "--target", RealProgram.Text(client.Id), .. enter, "--"], ClientAddress);
        NetworkLab lab = new(server, client, serverSite, clientSite);
        try
        {
            await client.WaitForLineAsync("ready", TimeSpan.FromSeconds(10));
            await lab.JoinAsync(ip);
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }

        return lab;
    }

    /// <summary>
    /// Drops a share of all packets, independently in each direction. The rule stands where packets arrive: a packet
    /// that is dropped where it leaves would be an error to its sender, and loss on a real path is silent.
    /// </summary>
    internal async Task DropAsync(int percent)
    {
        string nft = RealProgram.Require("nft");
        string rules = "table inet loss\ndelete table inet loss\n";
        if (percent > 0)
        {
            string share = percent < 100
                ? string.Create(CultureInfo.InvariantCulture, $"numgen random mod {PerThousand} < {percent * PerThousand / 100}")
                : string.Empty;
            rules += $$"""
                table inet loss {
                    chain arriving {
                        type filter hook prerouting priority -500;
                        iifname "cable" {{share}} drop
                    }
                }

                """;
        }

        foreach (Site site in (Site[])[Server, Client])
        {
            (await Command.RunAsync(site, TimeSpan.FromSeconds(20), rules, nft, "-f", "-")).Succeeded();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _clientHolder.DisposeAsync();
        await _serverHolder.DisposeAsync();
    }

    private static async Task<bool> IsReadyAsync(RunningProgram holder)
    {
        await holder.WaitUntilAsync(
            () => holder.HasExited || holder.FindLine("ready") is not null, "a namespace was made", TimeSpan.FromSeconds(10));
        return holder.FindLine("ready") is not null;
    }

    private async Task JoinAsync(string ip)
    {
        string clientHolder = RealProgram.Text(_clientHolder.Id);
        (Site Site, string Line)[] steps =
        [
            (Server, $"link add cable type veth peer name cable netns {clientHolder}"),
            (Server, $"address add {ServerAddress}/24 dev cable"),
            (Server, $"address add {ServerAddressV6}/64 dev cable nodad"),
            (Client, $"address add {ClientAddress}/24 dev cable"),
            (Client, $"address add {ClientAddressV6}/64 dev cable nodad"),
            (Server, "link set lo up"),
            (Client, "link set lo up"),
            (Server, "link set cable up"),
            (Client, "link set cable up"),
        ];
        foreach ((Site site, string line) in steps)
        {
            (await Command.RunAsync(site, ip, line.Split(' '))).Succeeded();
        }
    }
}
