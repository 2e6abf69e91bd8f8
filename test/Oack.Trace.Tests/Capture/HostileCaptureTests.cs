using Oack.Trace.Capture;

namespace Oack.Trace.Tests.Capture;

/// <summary>
/// Whatever a capture holds, reading it ends and nothing throws. Each failure names the seed that makes its bytes again.
/// </summary>
public sealed class HostileCaptureTests
{
    private const int RandomFiles = 3000;
    private const int MutationsPerCapture = 60;

    public static TheoryData<string> Captures => [.. SampleCaptures.Names];

    [Fact]
    public void AnyBytes_ThrowNothing()
    {
        byte[][] beginnings =
        [
            [], [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x4D, 0x3C, 0xB2, 0xA1], [0x34, 0xCD, 0xB2, 0xA1],
            [0x1F, 0x8B, 8, 0], new CaptureBytes().PcapHeader().ToArray(), new CaptureBytes(true).PcapHeader(linkType: 101).ToArray(),
            new CaptureBytes().Section().Interface().ToArray(), new CaptureBytes(true).Section().Interface(276).ToArray(),
        ];
        for (int seed = 0; seed < RandomFiles; seed++)
        {
            Random random = new(seed);
            byte[] rest = new byte[random.Next(600)];
            random.NextBytes(rest);

            // Small numbers are what gets lengths past the first check.
            for (int index = 0; index < rest.Length; index++)
            {
                rest[index] = random.Next(3) == 0 ? rest[index] : (byte)random.Next(random.Next(2) == 0 ? 2 : 100);
            }

            AssertReads([.. beginnings[seed % beginnings.Length], .. rest], $"seed {seed}");
        }
    }

    [Fact]
    public void AnyPackets_ThrowNothing()
    {
        LinkType[] linkTypes = Enum.GetValues<LinkType>();
        byte[] packets = [0x45, 0x60, 0x46, 0x4F];
        TraceRun run = new();
        for (int seed = 0; seed < 30_000; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 10)
            {
                bytes[0] = packets[random.Next(packets.Length)];
                bytes[6] = (byte)random.Next(64);
                bytes[9] = (byte)(random.Next(3) switch { 0 => 17, 1 => 1, _ => 51 });
            }

            try
            {
                run.HandleFrame(new Protocol.Instant(seed), linkTypes[seed % linkTypes.Length], bytes, bytes.Length + random.Next(2));
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}: {exception}");
            }
        }

        run.Finish();
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Capture_ThrowsNothing_WhenItIsCutOrDamaged(string name)
    {
        byte[] whole = SampleCaptures.Read(name);
        for (int seed = 0; seed < MutationsPerCapture; seed++)
        {
            Random random = new(seed);
            byte[] bytes = random.Next(2) == 0 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            int flips = random.Next(1, 200);

            // Half of the damage goes where the headers of the first frames are.
            for (int flip = 0; flip < flips && bytes.Length > 0; flip++)
            {
                bytes[random.Next(random.Next(2) == 0 ? bytes.Length : Math.Min(bytes.Length, 400))] ^= (byte)(1 << random.Next(8));
            }

            AssertReads(bytes, $"{name}, seed {seed}");
            if (seed % 10 == 0)
            {
                AssertReads(Damage(CaptureBytes.Compress(whole), random), $"{name} compressed, seed {seed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Capture_IsReadToItsEnd(string name)
    {
        using MemoryStream stream = new(SampleCaptures.Read(name));
        TraceRun run = TraceRun.Run(stream, cancellation: TestContext.Current.CancellationToken);

        Assert.True(run.IsRecognised);
        Assert.Empty(run.Problems);
        Assert.NotEqual(0, run.Counters.Datagrams);
        Assert.NotEmpty(run.Transfers);
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        bytes[random.Next(bytes.Length)] ^= 0x10;
        return bytes;
    }

    private static void AssertReads(byte[] bytes, string what)
    {
        try
        {
            using MemoryStream stream = new(bytes);
            TraceRun run = TraceRun.Run(stream, cancellation: TestContext.Current.CancellationToken);
            Assert.True(run.Counters.Frames <= bytes.Length || bytes is [0x1F, 0x8B, ..], $"{what}: more frames than bytes");
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            Assert.Fail($"{what}: {exception}");
        }
    }
}
