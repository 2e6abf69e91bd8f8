using System.Security.Cryptography;
using System.Text;
using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>The files that transfers carried, on disk.</summary>
public sealed class TraceExtractTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("oack-extract-").FullName;

    private string Target => Path.Combine(_root, "files");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(100_000)]
    public void File_IsWhatWasSent_When_AllOfItWasSeen(int bytes)
    {
        byte[] content = PathBench.Content(bytes);
        PathBench path = new();
        path.Read("boot/grub.efi").Carry(content, 512, 3);

        ExtractedFile file = Assert.Single(Extract(path));

        Assert.Equal(Path.Combine(Target, "boot_grub.efi"), file.Path);
        Assert.Equal(content, File.ReadAllBytes(file.Path!));
        Assert.True(file.IsWhole);
        Assert.Empty(file.Holes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), file.Sha256);
    }

    [Fact]
    public void File_IsWhatWasWritten_When_TheClientSends()
    {
        byte[] content = PathBench.Content(1300);
        PathBench path = new();
        path.Request(2, "up.bin", "octet").ToClient([0, 4, 0, 0]);
        for (int block = 1; block <= 3; block++)
        {
            path.ToServer([0, 3, 0, (byte)block, .. content[((block - 1) * 512)..Math.Min(block * 512, 1300)]]).ToClient([0, 4, 0, (byte)block]);
        }

        Assert.Equal(content, File.ReadAllBytes(Assert.Single(Extract(path)).Path!));
    }

    [Fact]
    public void Holes_AreNamedAndZero_When_TheCaptureMissedBlocks()
    {
        byte[] content = PathBench.Content(1200);
        PathBench path = new();
        path.Read("file.bin").Data(1, content.AsSpan(0, 512)).Ack(1).Ack(2).Data(3, content.AsSpan(1024)).Ack(3);

        ExtractedFile file = Assert.Single(Extract(path));

        Assert.False(file.IsWhole);
        Assert.Equal([new ByteRange(512, 1024)], file.Holes);
        Assert.Equal([.. content[..512], .. new byte[512], .. content[1024..]], File.ReadAllBytes(file.Path!));
        Assert.Contains("missing: bytes 512–1023", PathBench.Text(ExtractText.Render([file])), StringComparison.Ordinal);
    }

    [Fact]
    public void Hole_ReachesToTheAnnouncedSize_When_TheEndWasNotSeen()
    {
        PathBench path = new();
        path.Read("file.bin", "tsize", "0").OptionAck("tsize", "5000").Ack(0).Data(1, PathBench.Content(512)).Ack(1);

        ExtractedFile file = Assert.Single(Extract(path));

        Assert.False(file.IsWhole);
        Assert.Equal([new ByteRange(512, 5000)], file.Holes);
    }

    [Fact]
    public void Text_IsDecoded_When_TheModeIsNetascii()
    {
        // The CR LF lies across the edge of two blocks.
        byte[] carried = Encoding.ASCII.GetBytes(new string('a', 511) + "\r\nb\r\0c\r\n");
        PathBench path = new();
        path.Request(1, "motd.txt", "netascii").Carry(carried, 512);

        ExtractedFile file = Assert.Single(Extract(path));

        Assert.Equal(new string('a', 511) + "\nb\rc\n", File.ReadAllText(file.Path!));
        Assert.Equal(Path.Combine(Target, "motd.txt"), file.Path);
        Assert.Single(Directory.GetFiles(Target));
        Assert.True(file.IsWhole);
    }

    [Theory]
    [InlineData("../../../etc/passwd", "etc_passwd")]
    [InlineData("/etc/passwd", "etc_passwd")]
    [InlineData(@"..\..\boot\bcd", "boot_bcd")]
    [InlineData(@"C:\boot.ini", "C__boot.ini")]
    [InlineData("..", "unnamed")]
    [InlineData("", "unnamed")]
    [InlineData(".bashrc", "_bashrc")]
    [InlineData("-rf", "_rf")]
    [InlineData("con", "_con")]
    [InlineData("NUL.txt", "_NUL.txt")]
    [InlineData("lpt1.cfg", "_lpt1.cfg")]
    [InlineData("a\u0001b\u001b\n\u202Ec", "a_b___c")]
    [InlineData("a:b*c?d\"e<f>g|h i", "a_b_c_d_e_f_g_h_i")]
    [InlineData("name. . .", "name._._")]
    [InlineData("größe.txt", "größe.txt")]
    public void Name_IsOneHarmlessComponent(string name, string expected)
    {
        Assert.Equal(expected, SafeFileName.Make(name));
    }

    [Fact]
    public void Name_IsCutAtItsStart_When_ItIsTooLong()
    {
        string name = SafeFileName.Make(new string('ä', 500) + ".img");

        Assert.InRange(Encoding.UTF8.GetByteCount(name), 190, 200);
        Assert.EndsWith("ä.img", name, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_AreNumberedAndNothingIsTouched_When_TheNameIsTaken()
    {
        Directory.CreateDirectory(Target);
        string outside = Path.Combine(_root, "outside");
        File.WriteAllText(Path.Combine(Target, "x.bin"), "mine");
        File.CreateSymbolicLink(Path.Combine(Target, "x-2.bin"), outside);
        PathBench path = new();
        path.Read("x.bin").Carry(PathBench.Content(600), 512);
        path.ClientPort++;
        path.Read("x.bin").Carry(PathBench.Content(700), 512);

        IReadOnlyList<ExtractedFile> files = Extract(path);

        Assert.Equal(["x-3.bin", "x-4.bin"], files.Select(file => Path.GetFileName(file.Path)));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(Target, "x.bin")));
        Assert.False(Path.Exists(outside));
        Assert.Equal(700, new FileInfo(files[1].Path!).Length);
    }

    [Fact]
    public void File_IsKeptOnce_When_SeveralTransfersCarryTheSame()
    {
        PathBench path = new();
        foreach (string name in new[] { "x.bin", "x.bin", "y.bin" })
        {
            path.ClientPort++;
            path.Read(name).Carry(PathBench.Content(600), 512);
        }

        IReadOnlyList<ExtractedFile> files = Extract(path);

        Assert.Equal(["x.bin", "y.bin"], Directory.GetFiles(Target).Select(Path.GetFileName).Order());
        Assert.Same(files[0].Transfer, files[1].SameAs);
        Assert.Null(files[1].Path);
    }

    [Fact]
    public void File_StaysForTheOneThatIsWanted_When_TheFilterDropsTheOther()
    {
        PathBench path = new();
        path.Read("x.bin").Carry(PathBench.Content(600), 512);
        path.ClientPort++;
        path.Read("x.bin").Carry(PathBench.Content(600), 512);
        path.ClientPort++;
        path.Read("z.bin").Carry(PathBench.Content(601), 512);
        using TraceExtract extract = new(Target);
        TraceRun run = path.RunAtClient(extract);

        IReadOnlyList<ExtractedFile> files = extract.Finish([run.Transfers[1]]);

        Assert.Equal(Path.Combine(Target, "x.bin"), Assert.Single(files).Path);
        Assert.Equal(["x.bin"], Directory.GetFiles(Target).Select(Path.GetFileName));
    }

    [Fact]
    public void Files_AreWhole_When_MoreAreCarriedAtOnceThanMayBeOpen()
    {
        const int Count = 300;
        PathBench path = new();
        for (int block = 0; block <= 3; block++)
        {
            for (int i = 0; i < Count; i++)
            {
                path.ClientPort = (ushort)(2000 + i);
                path.ServerPort = (ushort)(40_000 + i);
                byte[] content = PathBench.Content(1200 + i);
                _ = block == 0 ? path.Read($"file-{i}") : path.Data(block, content.AsSpan((block - 1) * 512, Math.Min(512, content.Length - ((block - 1) * 512)))).Ack(block);
            }
        }

        IReadOnlyList<ExtractedFile> files = Extract(path);

        Assert.Equal(Count, files.Count(file => file.IsWhole));
        Assert.All(files, (file, i) => Assert.Equal(PathBench.Content(1200 + i), File.ReadAllBytes(file.Path!)));
    }

    private IReadOnlyList<ExtractedFile> Extract(PathBench path)
    {
        using TraceExtract extract = new(Target);
        TraceRun run = path.RunAtClient(extract);
        return extract.Finish(run.Transfers);
    }
}
