using Oack.Interop.Tests.Lab;
using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Firmware;

/// <summary>dnsmasq as the DHCP server of a room; what it serves besides addresses is for the test to say.</summary>
internal static class DhcpServerProgram
{
    private const int DhcpPort = 67;
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(60);

    /// <summary>Gives addresses to the room.</summary>
    internal static async Task<RunningProgram> StartAsync(
        Site site, string networkInterface, ScratchDirectory scratch, params string[] options)
    {
        RunningProgram running = RunningProgram.Start(
            site, RealProgram.Require("dnsmasq"),
            [
                "--keep-in-foreground", "--log-facility=-", "--log-dhcp", "--port=0", "--conf-file=/dev/null", "--pid-file=",
                "--user=root", $"--interface={networkInterface}", "--bind-interfaces",
                // It would look for 3 s whether an address is in use.
                "--no-ping", $"--dhcp-range={BootLab.AddressRange},10m", $"--dhcp-leasefile={scratch["leases"]}", .. options,
            ]);
        try
        {
            await running.WaitForPortAsync(DhcpPort, s_startTime);
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }

        return running;
    }

    /// <summary>The option that names one boot file for all.</summary>
    internal static string BootFile(Site server, string name) => $"--dhcp-boot={name},,{server.Address}";
}
