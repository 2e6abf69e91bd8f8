using Oack.Protocol;

namespace Oack.Server.Tests.Shard;

public sealed class OpenFileBudgetTests
{
    [Fact]
    public void Nothing_is_held_back_where_no_limit_is_known() =>
        Assert.Equal(new OpenFileBudget(int.MaxValue, 4_096, 512), OpenFileBudget.Of(null, new TftpServerOptions(), 2));

    [Fact]
    public void Nothing_is_held_back_where_the_limit_is_large()
    {
        OpenFileBudget budget = OpenFileBudget.Of(524_288, new TftpServerOptions(), 8);

        Assert.Equal((4_096, 512), (budget.Dallying, budget.Resting));
        Assert.InRange(budget.Running, new TftpServerOptions().MaxRunning, int.MaxValue);
        Assert.False(new ShardLimits(new TftpServerOptions(), 8, 524_288).AreFilesShort);
    }

    [Theory]
    [InlineData(1_024, 1)]
    [InlineData(1_024, 2)]
    [InlineData(4_096, 2)]
    [InlineData(4_096, 8)]
    [InlineData(20_000, 64)]
    [InlineData(256, 2)]
    public void All_that_may_be_open_at_once_fits_into_the_limit(int limit, int shards)
    {
        OpenFileBudget budget = OpenFileBudget.Of(limit, new TftpServerOptions(), shards);

        int most = shards * ((3 * budget.Running) + (2 * budget.Dallying) + (2 * budget.Resting));
        Assert.InRange(most, limit / 2, limit - 64);
        Assert.True(new ShardLimits(new TftpServerOptions(), shards, limit).AreFilesShort);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(256, 64)]
    public void One_runs_however_little_there_is(int limit, int shards) =>
        Assert.Equal(1, OpenFileBudget.Of(limit, new TftpServerOptions(), shards).Running);

    [Fact]
    public void A_single_port_leaves_all_of_it_to_files() =>
        Assert.Equal(960, OpenFileBudget.Of(1_024, new TftpServerOptions { SinglePort = true }, 1).Running);

    [Fact]
    public void Groups_have_files_of_their_own()
    {
        TftpServerOptions options = new() { Multicast = new MulticastServing { Mtftp = [new MtftpFile("f", PeerEndpoint.FromIPv4(0xEFFF0101, 3_001))], MaxGroups = 100 } };

        int without = OpenFileBudget.Of(4_096, new TftpServerOptions(), 1).Running;
        Assert.InRange(without - OpenFileBudget.Of(4_096, options, 1).Running, 200 / 6, 200 / 3);
    }

    [Fact]
    public void Fewer_are_asked_for_than_the_limit_allows()
    {
        ShardLimits limits = new(new TftpServerOptions { MaxRunning = 10 }, 2, 1_024);

        Assert.Equal(10, limits.MaxRunning);
        Assert.False(limits.AreFilesShort);
    }
}
