using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class OpeningTests
{
    private readonly ShardHarness _harness = new();

    public OpeningTests() => _harness.Content.Files["f"] = Packets.Content(10);

    [Fact]
    public void The_answer_follows_when_the_file_is_open()
    {
        _harness.Content.OpenGate = new();
        _harness.Ask(ClientA, Packets.Rrq("f"));
        Assert.Empty(_harness.Sent);

        _harness.Content.OpenGate.SetResult();
        Assert.True(_harness.Wake());

        Assert.Equal(Packets.Content(10), _harness.ReadToEnd(_harness.TakeOne()));
    }

    [Fact]
    public void Error_0_is_the_answer_when_the_source_throws()
    {
        _harness.Content.OpenThrows = new InvalidOperationException("a bug");

        _harness.Ask(ClientA, Packets.Rrq("f"));

        _harness.TakeOne().AssertError(0, "Internal error");
        Assert.IsType<InvalidOperationException>(Assert.Single(_harness.Faults));
        Assert.Equal("refused", _harness.Record.OutcomeName);
        Assert.Equal(0, _harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void Error_0_is_the_answer_when_opening_takes_too_long()
    {
        _harness.Content.OpenGate = new();
        _harness.Ask(ClientA, Packets.Rrq("f"));

        _harness.Advance(TimeSpan.FromSeconds(31));

        _harness.TakeOne().AssertError(0, "did not answer in time");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Equal(0, _harness.Shard.ReadCounters().ActiveTransfers);
    }

    [Fact]
    public void A_file_that_comes_too_late_is_closed()
    {
        _harness.Content.OpenGate = new();
        _harness.Content.IgnoresCancellation = true;
        _harness.Ask(ClientA, Packets.Rrq("f"));
        _harness.Advance(TimeSpan.FromSeconds(31));
        _harness.TakeAll();

        _harness.Content.OpenGate.SetResult();
        Assert.True(_harness.Wake());

        Assert.True(Assert.Single(_harness.Content.Opened).IsDisposed);
        Assert.Empty(_harness.Sent);
    }

    [Fact]
    public void Work_may_run_whenever_the_executor_likes()
    {
        KeptWork executor = new();
        ShardHarness harness = new(executor: executor);
        harness.Content.Files["f"] = Packets.Content(10);
        harness.Ask(ClientA, Packets.Rrq("f"));
        Assert.Empty(harness.Content.Requests);

        executor.RunAll();
        Assert.True(harness.Wake());

        Assert.Equal(Packets.Content(10), harness.ReadToEnd(harness.TakeOne()));
    }
}
