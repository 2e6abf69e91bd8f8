using Oack.Content;
using Oack.Protocol.Wire;
using Oack.Server.Tests.Support;
using static Oack.Server.Tests.Support.ShardHarness;

namespace Oack.Server.Tests.Shard;

public sealed class UploadTests
{
    private readonly ShardHarness _harness = new();

    private TestWriteContent Upload => Assert.Single(_harness.Content.Uploads);

    private SentDatagram BeginUpload(params (string, string)[] options)
    {
        _harness.Ask(ClientA, Packets.Wrq("up", options));
        return _harness.TakeOne();
    }

    [Fact]
    public void The_file_is_stored_when_the_last_block_came()
    {
        SentDatagram ack = BeginUpload();
        Assert.Equal((4, 0), (ack.Opcode, ack.Number));

        _harness.Reply(ack, Packets.Data(1, Packets.Content(512)));
        Assert.Equal(1, _harness.TakeOne().Number);
        _harness.Reply(ack, Packets.Data(2, [1, 2, 3]));

        Assert.Equal(2, _harness.TakeOne().Number);
        Assert.True(Upload.IsCommitted);
        Assert.True(Upload.IsDisposed);
        Assert.Equal([.. Packets.Content(512), 1, 2, 3], Upload.Bytes);
        Assert.Equal("complete", _harness.Record.OutcomeName);
        Assert.Equal(515, _harness.Record.Bytes);
    }

    [Fact]
    public void The_last_acknowledgment_waits_for_the_commit()
    {
        SentDatagram ack = BeginUpload();
        Upload.CommitGate = new();

        _harness.Reply(ack, Packets.Data(1, "x"u8));
        Assert.Empty(_harness.Sent);
        _harness.Advance(TimeSpan.FromSeconds(3));
        _harness.Reply(ack, Packets.Data(1, "x"u8));
        Assert.Empty(_harness.Sent);
        Upload.CommitGate.SetResult();
        Assert.True(_harness.Wake());

        Assert.Equal(1, _harness.TakeOne().Number);
        Assert.Equal("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void The_client_gets_the_refusal_when_the_commit_fails()
    {
        SentDatagram ack = BeginUpload();
        Upload.CommitRefusal = new ContentRefusal(ErrorCode.DiskFull, "Disk full", "no space on /srv");

        _harness.Reply(ack, Packets.Data(1, "x"u8));

        _harness.TakeOne().AssertError(3, "Disk full");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.Equal("no space on /srv", _harness.Record.Cause);
        Assert.True(Upload.IsDisposed);
    }

    [Fact]
    public void Nothing_is_committed_when_the_client_gives_up()
    {
        SentDatagram ack = BeginUpload();
        _harness.Reply(ack, Packets.Data(1, Packets.Content(512)));

        _harness.Reply(ack, Packets.Error(0, "stop"));

        Assert.False(Upload.IsCommitted);
        Assert.True(Upload.IsDisposed);
        Assert.NotEqual("complete", _harness.Record.OutcomeName);
    }

    [Fact]
    public void The_transfer_fails_when_more_bytes_arrive_than_may_be_stored()
    {
        SentDatagram ack = BeginUpload();
        _harness.Reply(ack, Packets.Data(1, Packets.Content(512)));
        _harness.TakeAll();
        Upload.FailsWith = new ContentRefusal(ErrorCode.DiskFull, "File larger than allowed");

        _harness.Reply(ack, Packets.Data(2, Packets.Content(512)));

        _harness.TakeOne().AssertError(3, "larger");
        Assert.Equal("failed", _harness.Record.OutcomeName);
        Assert.True(Upload.IsDisposed);
    }

    [Fact]
    public void The_announced_size_reaches_the_content_source()
    {
        SentDatagram oack = BeginUpload(("tsize", "123456"));

        Assert.Equal("tsize=123456", Packets.OptionsOf(oack.Bytes));
        Assert.Equal(123_456, Assert.Single(_harness.Content.Requests).AnnouncedBytes);
    }

    [Fact]
    public void The_request_is_refused_when_the_source_does_not_take_uploads()
    {
        _harness.Content.WriteRefusal = new ContentRefusal(ErrorCode.AccessViolation, "Read-only server");

        _harness.Ask(ClientA, Packets.Wrq("up"));

        _harness.TakeOne().AssertError(2, "Read-only");
        Assert.Equal("refused", _harness.Record.OutcomeName);
    }

    [Fact]
    public void The_last_block_is_acknowledged_again_while_the_upload_dallies()
    {
        SentDatagram ack = BeginUpload();
        _harness.Reply(ack, Packets.Data(1, "x"u8));
        _harness.TakeOne();
        Assert.Empty(_harness.Closed);
        _harness.Advance(TimeSpan.FromSeconds(5));

        _harness.Reply(ack, Packets.Data(1, "x"u8));

        Assert.Equal(1, _harness.TakeOne().Number);
        _harness.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(_harness.Closed);
        Assert.Single(_harness.Records);
    }
}
