using System.Text;
using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Options;

/// <summary>
/// What a client reads for what it asks; with the policy that all defaults make, unless a test says otherwise.
/// </summary>
public sealed class GrantTests
{
    [Theory]
    [InlineData("tsize\00\0blksize\01468\0windowsize\04\0", "tsize\0994464\0blksize\01468\0windowsize\04\0")]
    [InlineData("blksize\01432\0tsize\00\0multicast\0\0", "blksize\01432\0tsize\0994464\0")]
    [InlineData("tsize\00\0blksize\01428\0timeout\06\0", "tsize\0994464\0blksize\01428\0")]
    [InlineData("timeout\05\0tsize\01234\0blksize\01468\0", "tsize\0994464\0blksize\01468\0")]
    [InlineData("tsize\00\0blksize\01456\0windowsize\04\0msftwindow\031416\0",
        "tsize\0994464\0blksize\01456\0windowsize\04\0msftwindow\027182\0")]
    [InlineData("timeout\05\0", "")]
    public void RealClient_GetsWhatItCanUse_When_ItReads(string asked, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked, contentBytes: 994_464));

    [Theory]
    [InlineData("TSIZE\00\0BlkSize\01024\0", "TSIZE\0994464\0BlkSize\01024\0")]
    [InlineData("WindowSize\08\0tSize\00\0", "WindowSize\08\0tSize\0994464\0")]
    public void Names_ComeBackAsWritten_When_TheClientMindsTheCase(string asked, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked, contentBytes: 994_464));

    [Theory]
    [InlineData("blksize\065464\0", "blksize\065464\0")]
    [InlineData("blksize\065535\0", "blksize\065464\0")]
    [InlineData("blksize\099999999999999999999\0", "blksize\065464\0")]
    [InlineData("blksize\08\0", "blksize\08\0")]
    [InlineData("blksize\07\0", "")]
    [InlineData("blksize2\08\0", "blksize2\08\0")]
    [InlineData("blksize2\01000\0", "blksize2\0512\0")]
    [InlineData("blksize2\04096\0", "blksize2\04096\0")]
    [InlineData("blksize2\099999999999999999999\0", "blksize2\032768\0")]
    [InlineData("blksize\01000\0blksize2\01024\0", "blksize\01000\0")]
    [InlineData("blksize2\01024\0blksize\01000\0", "blksize2\01024\0")]
    public void BlockSize_IsAtMostWhatWasAskedAndWhatIsLegal_When_Granted(string asked, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked));

    [Theory]
    [InlineData("blksize\08192\0", 1_468, "blksize\01468\0")]
    [InlineData("blksize\01024\0", 1_468, "blksize\01024\0")]
    [InlineData("blksize2\08192\0", 1_468, "blksize2\01024\0")]
    [InlineData("blksize\08192\0", 0, "blksize\08\0")]
    public void BlockSize_FitsThePath_When_TheOperatorClampsIt(string asked, int pathBlockSize, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked, pathBlockSize: pathBlockSize));

    [Theory]
    [InlineData("windowsize\01\0", "windowsize\01\0")]
    [InlineData("windowsize\064\0", "windowsize\064\0")]
    [InlineData("windowsize\065\0", "windowsize\064\0")]
    [InlineData("windowsize\065535\0", "windowsize\064\0")]
    [InlineData("windowsize\065536\0", "")]
    public void Window_IsAtMostWhatWasAskedAndThePolicy_When_Granted(string asked, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked));

    [Fact]
    public void Limits_AreThePolicys_When_TheOperatorSetThem()
    {
        OptionPolicy policy = new() { MaxBlockSize = 1_200, MaxWindowBlocks = 8 };

        Assert.Equal(
            "blksize\01200\0windowsize\08\0", Answer(Opcode.ReadRequest, "blksize\08192\0windowsize\016\0", policy: policy));
    }

    [Theory]
    [InlineData(Opcode.ReadRequest, TransferMode.Octet, "tsize\00\0", 5_000_000_000L, "tsize\05000000000\0")]
    [InlineData(Opcode.ReadRequest, TransferMode.Octet, "tsize\00\0", 0L, "tsize\00\0")]
    [InlineData(Opcode.ReadRequest, TransferMode.Octet, "tsize\00\0", null, "")]
    [InlineData(Opcode.ReadRequest, TransferMode.Netascii, "tsize\00\0", 812L, "")]
    [InlineData(Opcode.WriteRequest, TransferMode.Octet, "tsize\0812\0", null, "tsize\0812\0")]
    [InlineData(Opcode.WriteRequest, TransferMode.Netascii, "tsize\0812\0", null, "tsize\0812\0")]
    [InlineData(Opcode.WriteRequest, TransferMode.Octet, "tsize\099999999999999999999\0", null, "")]
    public void TransferSize_IsTheFilesOrTheClients_When_ItIsKnown(
        Opcode opcode, TransferMode mode, string asked, long? contentBytes, string expected) =>
        Assert.Equal(expected, Answer(opcode, asked, mode, contentBytes));

    [Theory]
    [InlineData("timeout\06\0", "timeout\06\0")]
    [InlineData("utimeout\0500000\0", "utimeout\0500000\0")]
    [InlineData("timeout\01\0utimeout\0500000\0", "timeout\01\0")]
    [InlineData("utimeout\0500000\0timeout\01\0", "utimeout\0500000\0")]
    public void Timeout_IsEchoed_When_ThePolicyGrantsIt(string asked, string expected)
    {
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked, policy: new OptionPolicy { GrantsTimeout = true }));
        Assert.Equal("", Answer(Opcode.ReadRequest, asked));
    }

    [Theory]
    [InlineData("rollover\00\0", "rollover\00\0")]
    [InlineData("rollover\01\0", "rollover\01\0")]
    [InlineData("rollover\02\0", "")]
    public void Rollover_IsEchoed_When_ItIsZeroOrOne(string asked, string expected) =>
        Assert.Equal(expected, Answer(Opcode.ReadRequest, asked));

    [Theory]
    [InlineData(Opcode.ReadRequest, "msftwindow\031416\0", "")]
    [InlineData(Opcode.ReadRequest, "msftwindow\031416\0windowsize\04\0", "msftwindow\027182\0windowsize\04\0")]
    [InlineData(Opcode.ReadRequest, "windowsize\00\0msftwindow\031416\0", "")]
    [InlineData(Opcode.WriteRequest, "windowsize\04\0msftwindow\031416\0", "windowsize\04\0")]
    public void MicrosoftWindow_IsGrantedToAReader_When_ItAsksForAWindowToo(Opcode opcode, string asked, string expected) =>
        Assert.Equal(expected, Answer(opcode, asked));

    [Fact]
    public void Nothing_IsGranted_When_ThePolicyGrantsNoOptions() =>
        Assert.Equal(
            "", Answer(Opcode.ReadRequest, "tsize\00\0blksize\01024\0", contentBytes: 1, policy: new OptionPolicy { GrantsOptions = false }));

    private static string Answer(
        Opcode opcode,
        string asked,
        TransferMode mode = TransferMode.Octet,
        long? contentBytes = null,
        OptionPolicy? policy = null,
        int? pathBlockSize = null)
    {
        byte[] request = [0, (byte)opcode, .. "file\0octet\0"u8, .. Encoding.ASCII.GetBytes(asked)];
        Assert.Equal(ParseStatus.Ok, RequestPacket.TryParse(request, out RequestPacket packet));
        OptionList granted = OptionNegotiator.Grant(
            packet.Options, opcode, mode, contentBytes, policy ?? OptionPolicy.Default, pathBlockSize);
        byte[] oack = new byte[256];
        int length = OptionAckPacket.Write(oack, granted);
        Assert.Equal([0, 6], oack[..2]);
        return Encoding.ASCII.GetString(oack, 2, length - 2);
    }
}
