using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

/// <summary>A client made of <see cref="TftpPacket"/> alone, as its documentation shows, against the sender's machine.</summary>
public sealed class PlainClientTests
{
    private static readonly PeerEndpoint Client = PeerEndpoint.FromIPv4(0x7F000001, 2_001);

    private readonly byte[] _file = [.. Enumerable.Range(0, 1_300).Select(i => (byte)(i * 7))];
    private readonly byte[] _packet = new byte[RequestPacket.MaxBytes];
    private readonly List<byte> _stored = [];
    private SendTransfer? _server;
    private Instant _now;
    private int _expected = 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void File_ArrivesWhole_When_TheClientKnowsOnlyTwoFunctions(int lostAck)
    {
        int length = TftpPacket.FillRequest(_packet, Opcode.ReadRequest, "kernel"u8, block: 0);
        Assert.Equal("\0\u0001kernel\0octet\0"u8.ToArray(), _packet[..length]);
        OptionList none = default;
        TransferParameters plain = new();
        _server = SendTransfer.Answer(_now, Client, none, plain, _file.Length, TransferSettings.Default);

        // Three blocks, and one more round for the ACK that is lost.
        for (int round = 0; round < 4 && _server.Outcome == TransferOutcome.None; round++)
        {
            int answer = HandleByHand(PollServer());
            if (round + 1 == lostAck)
            {
                _now = _server.NextDeadline;
                _server.HandleTimeout(_now);
                continue;
            }

            Assert.Equal(Disposition.Accepted, _server.HandleDatagram(_now, Client, _packet.AsSpan(0, answer), out _));
        }

        Assert.Equal(TransferOutcome.Complete, _server.Outcome);
        Assert.Equal(_file, _stored);
    }

    /// <summary>What the documentation of <see cref="TftpPacket"/> does with a datagram; gives the length of the ACK.</summary>
    private int HandleByHand(byte[] datagram)
    {
        Assert.Equal(ParseStatus.Ok, TftpPacket.TryParse(datagram, out TftpPacket packet));
        Assert.True(packet.TryGetData(out DataPacket data));
        bool isNew = data.Block == _expected;
        Assert.True(isNew || data.Block == _expected - 1);
        if (isNew)
        {
            _stored.AddRange(data.Payload);
            _expected++;
        }

        return TftpPacket.FillRequest(_packet, Opcode.Acknowledgment, "", data.Block);
    }

    private byte[] PollServer()
    {
        byte[] header = new byte[512];
        Assert.True(_server!.TryPollTransmit(_now, header, out Transmit transmit));
        return
        [
            .. header[..transmit.HeaderBytes],
            .. _file.AsSpan((int)transmit.PayloadOffset, transmit.PayloadBytes),
        ];
    }
}
