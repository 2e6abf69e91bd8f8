using Oack.Protocol.Options;
using Oack.Server.Tests.Support;

namespace Oack.Server.Tests.Hosting;

public sealed class OptionValidationTests
{
    public static TheoryData<string, Action<TftpServerOptions>> Bad => new()
    {
        { "MaxTransfers is 0", options => options.MaxTransfers = 0 },
        { "MaxTransfersPerClient is -1", options => options.MaxTransfersPerClient = -1 },
        { "MaxDallying is -1", options => options.MaxDallying = -1 },
        { "MaxErrorsPerSecond is 0", options => options.MaxErrorsPerSecond = 0 },
        { "ContentTimeout is 0 s", options => options.ContentTimeout = TimeSpan.Zero },
        { "StartOverSilence is -1 s", options => options.StartOverSilence = TimeSpan.FromSeconds(-1) },
        { "DrainTimeout is -1 s", options => options.DrainTimeout = TimeSpan.FromSeconds(-1) },
        { "Options.MaxBlockSize is 4", options => options.Options = new OptionPolicy { MaxBlockSize = 4 } },
        { "Options.MaxWindowBlocks is 70,000", options => options.Options = new OptionPolicy { MaxWindowBlocks = 70_000 } },
        { "Transfer is null", options => options.Transfer = null! },
        { "Listen is null", options => options.Listen = null! },
        {
            "PortRange is set together with SinglePort",
            options =>
            {
                options.SinglePort = true;
                options.PortRange = new Net.PortRange(5_000, 5_010);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void The_message_names_the_option_and_what_is_wrong_when_it_is_out_of_range(
        string expected, Action<TftpServerOptions> spoil)
    {
        TftpServerOptions options = new();
        spoil(options);

        ArgumentException exception = Assert.ThrowsAny<ArgumentException>(() => new TftpServer(options, new TestContent()));

        Assert.Contains("TftpServerOptions." + expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_says_so_when_there_is_no_content()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new TftpServer(new TftpServerOptions()));

        Assert.Contains("nothing to serve", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_valid() => new TftpServerOptions().Validate();

    [Fact]
    public void Later_changes_of_the_options_change_nothing()
    {
        TftpServerOptions options = new() { MaxTransfers = 1 };
        ShardHarness harness = new(given =>
        {
            given.MaxTransfers = 1;
            options = given;
        });
        harness.Content.Files["f"] = Packets.Content(5_000);
        options.MaxTransfers = 100;

        harness.Ask(ShardHarness.ClientA, Packets.Rrq("f"));
        harness.TakeOne();
        harness.Ask(ShardHarness.ClientB, Packets.Rrq("f"));

        harness.TakeOne().AssertError(0, "1 transfers");
    }
}
