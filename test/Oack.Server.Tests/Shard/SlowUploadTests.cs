using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class SlowUploadTests
{
    private readonly ShardHarness _harness = new();

    private TestWriteContent Upload => Assert.Single(_harness.Content.Uploads);

    private SentDatagram BeginUpload()
    {
        _harness.Ask(ClientA, Packets.Wrq("up", ("windowsize", "4")));
        return _harness.TakeOne();
    }

    private void BecomeFast()
    {
        Upload.IsSlow = false;
        Upload.Writable.SetResult();
        Assert.True(_harness.Wake());
    }

    [Fact]
    public void No_acknowledgment_leaves_and_no_byte_is_lost_while_the_target_is_slow()
    {
        SentDatagram oack = BeginUpload();
        Upload.IsSlow = true;
        byte[] content = Packets.Content(4 * 512);

        for (int block = 1; block <= 4; block++)
        {
            _harness.Reply(oack, Packets.Data(block, content.AsSpan((block - 1) * 512, 512)));
        }

        Assert.Empty(_harness.Sent);
        Assert.Equal(1, Upload.Prepares);
        BecomeFast();

        Assert.Equal(4, _harness.TakeOne().Number);
        Assert.Equal(content, Upload.Bytes);
    }

    [Fact]
    public void The_commit_waits_for_the_backlog()
    {
        SentDatagram oack = BeginUpload();
        Upload.IsSlow = true;
        _harness.Reply(oack, Packets.Data(1, Packets.Content(512)));
        _harness.Reply(oack, Packets.Data(2, [7]));
        Assert.False(Upload.IsCommitted);

        BecomeFast();

        Assert.Equal(2, _harness.TakeOne().Number);
        Assert.True(Upload.IsCommitted);
        Assert.Equal([.. Packets.Content(512), 7], Upload.Bytes);
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void The_transfer_ends_when_the_target_does_not_answer_in_time()
    {
        SentDatagram oack = BeginUpload();
        Upload.IsSlow = true;
        _harness.Reply(oack, Packets.Data(1, Packets.Content(512)));

        for (int i = 0; i < 40 && _harness.Records.Count == 0; i++)
        {
            // The client is patient: it repeats its block.
            _harness.Advance(TimeSpan.FromSeconds(1));
            _harness.Reply(oack, Packets.Data(1, Packets.Content(512)));
        }

        Assert.Contains(_harness.TakeAll(), sent => sent.Opcode == 5);
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Contains("did not answer in time", _harness.Record.Cause, StringComparison.Ordinal);
        _harness.Wake();
        Assert.True(Upload.IsDisposed);
    }

    [Fact]
    public void The_upload_is_removed_when_the_client_leaves_while_the_target_is_slow()
    {
        SentDatagram oack = BeginUpload();
        Upload.IsSlow = true;
        _harness.Reply(oack, Packets.Data(1, Packets.Content(512)));
        _harness.Reply(oack, Packets.Error(0, "stop"));
        _harness.Wake();

        Assert.True(Upload.IsDisposed);
        Assert.False(Upload.IsCommitted);
    }
}
