using System.Text;
using Oack.Boot.Dhcp;
using Oack.Boot.Lease;
using Oack.Boot.Tests.Support;

namespace Oack.Boot.Tests.Lease;

/// <summary>What was lent is known after whatever end of the process.</summary>
public sealed class LeaseFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("oack-leases-").FullName;

    private string FilePath => Path.Combine(_directory, "dhcp.leases");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Leases_AreThereAgain_When_TheFileIsOpenedAnew()
    {
        DhcpLease[] leases = [Lease(100, 1), Lease(101, 2) with { State = DhcpLeaseState.Declined }, Lease(102, 3) with { Hardware = default }];
        Write(leases);
        Write(Lease(100, 1) with { Until = Place.Start + TimeSpan.FromDays(1) });

        using LeaseFile file = LeaseFile.Open(FilePath);

        Assert.Equal(
            [Lease(100, 1) with { Until = Place.Start + TimeSpan.FromDays(1) }, leases[1], leases[2]],
            file.Leases.OrderBy(lease => lease.Address));
        Assert.Equal(0, file.DamagedLines);
    }

    [Fact]
    public void LinesBefore_Hold_When_TheTailIsCutAnywhere()
    {
        Write(Lease(100, 1), Lease(101, 2));
        byte[] whole = File.ReadAllBytes(FilePath);
        int second = Array.IndexOf(whole, (byte)'\n') + 1;

        for (int length = second; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            using LeaseFile file = LeaseFile.Open(FilePath);

            // The line is whole without its end, too.
            bool isWhole = length == whole.Length - 1;
            Assert.Equal(isWhole ? 2 : 1, file.Leases.Count);
            Assert.Equal(isWhole || length == second ? 0 : 1, file.DamagedLines);
            Assert.Equal(100u, file.Leases.MinBy(lease => lease.Address)!.Address.Value & 0xFF);
        }
    }

    [Fact]
    public void Line_IsLeftOut_When_OneOfItsBytesIsAnother()
    {
        string line = LeaseFile.LineOf(Lease(100, 1)).TrimEnd();
        Assert.True(LeaseFile.TryParse(line, out _));

        for (int index = 0; index < line.Length; index++)
        {
            StringBuilder changed = new(line);
            changed[index] = changed[index] == '7' ? '8' : '7';
            Assert.False(LeaseFile.TryParse(changed.ToString(), out _), changed.ToString());
        }
    }

    [Fact]
    public void Change_IsInTheFile_When_AppendHasReturned()
    {
        using LeaseFile file = LeaseFile.Open(FilePath);
        file.Append(Lease(100, 1));

        // Nobody closes it first, as nobody would before a kill.
        using FileStream other = new(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(other);
        Assert.True(LeaseFile.TryParse(reader.ReadToEnd().TrimEnd(), out DhcpLease? lease));
        Assert.Equal(Lease(100, 1), lease);
    }

    [Fact]
    public void File_IsWrittenAnew_When_MostOfItIsOutdated()
    {
        using LeaseFile file = LeaseFile.Open(FilePath);
        for (int number = 0; number < 5_000; number++)
        {
            file.Append(Lease(100, 1) with { Until = Place.Start + TimeSpan.FromSeconds(number) });
        }

        Assert.InRange(File.ReadLines(FilePath).Count(), 1, 1_003);
        Assert.Equal(Place.Start + TimeSpan.FromSeconds(4_999), Assert.Single(file.Leases).Until);
    }

    [Fact]
    public void File_IsRefused_When_AnotherServerUsesIt()
    {
        using LeaseFile file = LeaseFile.Open(FilePath);

        IOException exception = Assert.Throws<IOException>(() => LeaseFile.Open(FilePath));
        Assert.Contains("in use by another server", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_IsRefusedAndKept_When_ItIsSomethingElse()
    {
        File.WriteAllLines(FilePath, ["root:x:0:0:root", "daemon:x:1:1:daemon"]);

        IOException exception = Assert.Throws<IOException>(() => LeaseFile.Open(FilePath));

        Assert.Contains("is no file of leases", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadLines(FilePath).Count());
    }

    [Fact]
    public void Server_LendsTheSameAddresses_When_ItBeginsAnew()
    {
        Lender first = new();
        string own;
        using (LeaseFile file = LeaseFile.Open(FilePath))
        {
            first.Lend(Lender.Mac(9));
            own = first.Lend(Lender.Mac(1));
            foreach (DhcpLease lease in first.Server.Leases)
            {
                file.Append(lease);
            }
        }

        using LeaseFile again = LeaseFile.Open(FilePath);
        Lender second = new(leases: again.Leases);

        Assert.Equal(own, second.Lend(Lender.Mac(1)));
        Assert.DoesNotContain(second.Lend(Lender.Mac(5)), first.Server.Leases.Select(lease => lease.Address.ToString()));
    }

    private static DhcpLease Lease(int address, byte client) => new(
        new(0xC0000200u + (uint)address), $"01-5254000000{client:x2}", HardwareAddress.Ethernet([0x52, 0x54, 0, 0, 0, client]),
        DhcpLeaseState.Bound, Place.Start);

    private void Write(params DhcpLease[] leases)
    {
        using LeaseFile file = LeaseFile.Open(FilePath);
        foreach (DhcpLease lease in leases)
        {
            file.Append(lease);
        }
    }
}
