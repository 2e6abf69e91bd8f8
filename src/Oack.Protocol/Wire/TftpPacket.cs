using System.Text;
using Oack.Protocol.Options;

namespace Oack.Protocol.Wire;

/// <summary>
/// Any TFTP packet: which one a datagram is, and its view. NILO calls the two functions here <c>tftp_decode_packet</c>
/// (<see cref="TryParse"/>) and <c>fill_tftp_request</c> (<see cref="FillRequest(Span{byte}, Opcode,
/// ReadOnlySpan{byte}, ushort)"/>); with them alone a client of RFC 1350 can be written.
/// <example>
/// A read without options, lock-step; <c>Send</c> and <c>Receive</c> are the caller's, with its timeouts and retries.
/// <code>
/// int length = TftpPacket.FillRequest(buffer, Opcode.ReadRequest, "pxelinux.0"u8, block: 0);
/// Send(serverPort69, buffer[..length]);
/// for (ushort expected = 1; ; )
/// {
///     ReadOnlySpan&lt;byte&gt; datagram = Receive();
///     if (TftpPacket.TryParse(datagram, out TftpPacket packet) != ParseStatus.Ok)
///     {
///         continue;
///     }
///
///     if (packet.TryGetError(out ErrorPacket error))
///     {
///         return Fail(error.Code, PacketText.Escape(error.Message));
///     }
///
///     if (packet.TryGetData(out DataPacket data))
///     {
///         // A block that comes again is acknowledged again: our ACK was lost.
///         bool isNew = data.Block == expected;
///         if (isNew || data.Block == expected - 1)
///         {
///             length = TftpPacket.FillRequest(buffer, Opcode.Acknowledgment, "", data.Block);
///             Send(serverTransferPort, buffer[..length]);
///         }
///
///         if (isNew)
///         {
///             Store(data.Payload);
///             expected++;
///             if (data.Payload.Length &lt; TransferParameters.DefaultBlockSize)
///             {
///                 return Done();
///             }
///         }
///     }
/// }
/// </code>
/// Options are asked for with <see cref="RequestPacket.Write"/> and judged with <see cref="OptionNegotiator.Accept(in
/// OptionList, Opcode, in OptionAckPacket, out OptionList)"/>; the whole protocol, with windows, loss and rollover, is
/// in <see cref="Transfer.ReceiveTransfer"/> and <see cref="Transfer.SendTransfer"/>.
/// </example>
/// </summary>
public readonly ref struct TftpPacket
{
    private readonly ReadOnlySpan<byte> _datagram;

    private TftpPacket(ReadOnlySpan<byte> datagram)
    {
        _datagram = datagram;
        Opcode = WireFormat.ReadOpcode(datagram);
    }

    /// <summary>Which packet it is.</summary>
    public Opcode Opcode { get; }

    /// <summary>Whether it is an RRQ or a WRQ.</summary>
    public bool IsRequest => Opcode is Opcode.ReadRequest or Opcode.WriteRequest;

    /// <summary>
    /// Reads any packet. Ok means that the view of its kind is there; what it says may still be nonsense for the
    /// transfer.
    /// </summary>
    /// <returns>The status of the packet's own TryParse; WrongOpcode when TFTP has no such opcode.</returns>
    public static ParseStatus TryParse(ReadOnlySpan<byte> datagram, out TftpPacket packet)
    {
        packet = default;
        if (!TryReadOpcode(datagram, out Opcode opcode))
        {
            return datagram.Length < WireFormat.OpcodeBytes ? ParseStatus.TooShort : ParseStatus.WrongOpcode;
        }

        ParseStatus status = opcode switch
        {
            Opcode.Data => DataPacket.TryParse(datagram, out _),
            Opcode.Acknowledgment => AckPacket.TryParse(datagram, out _),
            Opcode.Error => ErrorPacket.TryParse(datagram, out _),
            Opcode.OptionAcknowledgment => OptionAckPacket.TryParse(datagram, out _),
            _ => RequestPacket.TryParse(datagram, out _),
        };
        if (status == ParseStatus.Ok)
        {
            packet = new TftpPacket(datagram);
        }

        return status;
    }

    /// <summary>The opcode of a datagram, if it has one that TFTP knows; says nothing about the rest.</summary>
    public static bool TryReadOpcode(ReadOnlySpan<byte> datagram, out Opcode opcode)
    {
        opcode = datagram.Length < WireFormat.OpcodeBytes ? default : WireFormat.ReadOpcode(datagram);
        return opcode is >= Opcode.ReadRequest and <= Opcode.OptionAcknowledgment;
    }

    /// <summary>The view of an RRQ or WRQ; false for other packets.</summary>
    public bool TryGetRequest(out RequestPacket packet) =>
        RequestPacket.TryParse(_datagram, out packet) == ParseStatus.Ok;

    /// <summary>The view of a DATA; false for other packets.</summary>
    public bool TryGetData(out DataPacket packet) => DataPacket.TryParse(_datagram, out packet) == ParseStatus.Ok;

    /// <summary>The view of an ACK; false for other packets.</summary>
    public bool TryGetAck(out AckPacket packet) => AckPacket.TryParse(_datagram, out packet) == ParseStatus.Ok;

    /// <summary>The view of an ERROR; false for other packets.</summary>
    public bool TryGetError(out ErrorPacket packet) => ErrorPacket.TryParse(_datagram, out packet) == ParseStatus.Ok;

    /// <summary>The view of an OACK; false for other packets.</summary>
    public bool TryGetOptionAck(out OptionAckPacket packet) =>
        OptionAckPacket.TryParse(_datagram, out packet) == ParseStatus.Ok;

    /// <summary>
    /// Fills in what a client sends: an RRQ or WRQ in octet mode without options, or the ACK of a block.
    /// </summary>
    /// <param name="target">Where it goes; <see cref="RequestPacket.MaxBytes"/> bytes are always enough.</param>
    /// <param name="opcode">RRQ, WRQ or ACK.</param>
    /// <param name="fileName">The name without NUL for an RRQ or WRQ; not looked at for an ACK.</param>
    /// <param name="block">The block number for an ACK; not looked at for an RRQ or WRQ.</param>
    /// <returns>The bytes written; 0 when the packet does not fit.</returns>
    /// <exception cref="ArgumentException">
    /// Another opcode, or a name that is empty, too long or has a NUL in it.
    /// </exception>
    public static int FillRequest(Span<byte> target, Opcode opcode, ReadOnlySpan<byte> fileName, ushort block)
    {
        switch (opcode)
        {
            case Opcode.ReadRequest or Opcode.WriteRequest:
                OptionList none = default;
                return RequestPacket.Write(target, opcode, fileName, TransferMode.Octet, none);
            case Opcode.Acknowledgment:
                return target.Length < AckPacket.Bytes ? 0 : AckPacket.Write(target, block);
            default:
                throw new ArgumentOutOfRangeException(nameof(opcode), opcode, "A client fills in RRQ, WRQ or ACK.");
        }
    }

    /// <summary>The same with a name as text; it travels as UTF-8.</summary>
    /// <param name="target">Where it goes; <see cref="RequestPacket.MaxBytes"/> bytes are always enough.</param>
    /// <param name="opcode">RRQ, WRQ or ACK.</param>
    /// <param name="fileName">The name for an RRQ or WRQ; not looked at for an ACK.</param>
    /// <param name="block">The block number for an ACK; not looked at for an RRQ or WRQ.</param>
    /// <returns>The bytes written; 0 when the packet does not fit.</returns>
    /// <exception cref="ArgumentException">
    /// Another opcode, or a name that is empty, too long or has a NUL in it.
    /// </exception>
    public static int FillRequest(Span<byte> target, Opcode opcode, string fileName, ushort block)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return FillRequest(target, opcode, Encoding.UTF8.GetBytes(fileName).AsSpan(), block);
    }
}
