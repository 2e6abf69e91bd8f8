using Oack.Trace.Report;

namespace Oack.Trace.Tests.Report;

/// <summary>What a person reads.</summary>
public sealed class TraceTextTests
{
    [Fact]
    public void Story_SaysThatAProbeIsNoFault_When_TheClientHangsUp()
    {
        PathBench path = new();
        path.Read("boot.efi", "tsize", "0", "blksize", "1468").OptionAck("tsize", "3000", "blksize", "1468").Error(8, "User aborted the transfer", fromClient: true);
        path.ClientPort++;
        path.ServerPort++;
        path.Wait(5).Read("boot.efi", "blksize", "1468").OptionAck("blksize", "1468").Ack(0).Carry(PathBench.Content(3000), 1468);

        string text = PathBench.Text(TraceText.Render(path.Report()));

        Assert.Equal(
            """
            x.pcap: 12 packets, 2027-01-15
            #  time (UTC)    client         server             name      bytes     took  outcome     findings
            1  08:00:00.000  10.0.0.5:2001  10.0.0.1:69  read  boot.efi      0  0.24 ms  probed → 2  size-probe
            2  08:00:00.005  10.0.0.5:2002  10.0.0.1:69  read  boot.efi  3,000  0.96 ms  complete

            #1 boot.efi: probed
                10.0.0.5:2001, by its habits UEFI firmware (EDK2), asks 10.0.0.1:69 to send
                it, with tsize=0 blksize=1468; port 40001 answers; granted: tsize=3000
                blksize=1468.
              note size-probe  frame 3; RFC 2349 §4
                The client asked for the size, learned that it is 3,000 bytes, and hung up
                on purpose with ERROR 8 "User aborted the transfer": its request for the
                file follows.
                Nothing is to be done.
                Time: 0.24 ms in all: path 0.24 ms; 1 round trip of 0.24 ms or more.
                #2 is the fetch that this probe prepares; it is complete.

            2 transfers: 1 complete, 1 probed. No errors, no warnings, 1 note.
            """,
            text);
    }

    [Fact]
    public void Table_Fits80Columns_When_TheTerminalHasNoMore()
    {
        PathBench path = new();
        foreach (string name in new[] { "pxelinux.cfg/44454c4c-4200-1030-8036-b7c04f535132", "boot/x86_64/linux/initrd.img" })
        {
            path.ClientPort++;
            path.Read(name).Carry(PathBench.Content(1000), 512);
        }

        string[] lines = [.. TraceText.Render(path.Report(), width: 80).Select(line => line.ToString())];

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("All ask 10.0.0.1:69.", lines);
        Assert.Contains(lines, line => line.Contains('…') && line.Contains("b7c04f535132", StringComparison.Ordinal));
    }

    [Fact]
    public void Name_CannotTouchTheTerminal_When_ItHoldsControlCharacters()
    {
        PathBench path = new();
        path.Read("\u001b[2Jevil\r\n\u202Etxt").Error(1, "\u001b]0;owned\u0007", fromClient: false);

        IEnumerable<TraceLine> lines = TraceText.Render(path.Report());

        Assert.All(lines, line => Assert.DoesNotContain(line.ToString(), letter => char.IsControl(letter) || letter == '\u202E'));
        Assert.Contains(@"\x1B[2Jevil\x0D\x0A", PathBench.Text(lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Stories_AreTold5Times_When_ManyFailAlike()
    {
        PathBench path = new();
        for (int i = 0; i < 30; i++)
        {
            path.ClientPort++;
            path.ClientAddress = $"10.0.1.{i + 1}";
            path.Read($"file-{i}").Error(2, "Access violation", fromClient: false).Wait(700);
        }

        string text = PathBench.Text(TraceText.Render(path.Report()));

        Assert.Contains("\n#5 file-4: refused", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n#6 file-5: refused", text, StringComparison.Ordinal);
        Assert.Contains("\nLike #1 (refused, access-violation): #6, #7,", text, StringComparison.Ordinal);
        Assert.EndsWith("30 transfers: 30 refused. 30 errors, no warnings, no notes.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_AreOneLineEach_When_NothingElseIsWanted()
    {
        PathBench path = new();
        path.Read("nope").Error(1, "File not found", fromClient: false);

        TraceLine line = Assert.Single(TraceText.RenderErrors(path.Report()));

        Assert.StartsWith("#1 nope, 10.0.0.5:2001: error file-not-found (frame 2): ", line.ToString(), StringComparison.Ordinal);
        Assert.Contains(line.Spans, span => span == new TraceSpan("error file-not-found", TraceTone.Bad));
    }

    [Fact]
    public void Estimate_NamesWhatALargerBlockWouldHaveMadeOfIt_When_TurnsTakeTheTime()
    {
        PathBench path = new() { DelayMicroseconds = 5_000 };
        path.Read("big.bin").Carry(PathBench.Content(100_000), 512);

        string text = TimeWords.Estimate(path.Report().Transfers[0]);

        Assert.Matches(@"^An estimate: with blksize=1468 it takes 69 round trips and \d+ ms, with blksize=1468 and windowsize=16 it takes 5 round trips and \d+ ms\.$", text);
    }

    [Fact]
    public void Words_AreWrappedAtSpaces_When_ALineIsFull()
    {
        Assert.Equal(["one two", "three", "abcdefghij", "klm"], TextWrap.Lines("one two three abcdefghijklm", 10));
        Assert.Equal(["exactly 10"], TextWrap.Lines("exactly 10", 10));
    }
}
