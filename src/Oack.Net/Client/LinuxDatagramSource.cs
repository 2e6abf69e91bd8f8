using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Oack.Net.Platform;
using Oack.Protocol;

namespace Oack.Net.Client;

/// <summary>
/// Many datagrams a call (recvmmsg), and where the sender or the network card joined datagrams, many of them in one
/// message (<c>UDP_GRO</c>): then the message is cut into datagrams of the size that the kernel tells, the last as long as
/// what is left. All memory is made once.
/// </summary>
/// <remarks>
/// <code>
///  arena   message(n) vector(n) name(n) control(n), then n buffers
/// </code>
/// The buffers are a little further apart than their size, so that their first bytes do not compete for the same lines of
/// the processor's cache. Only what datagrams have touched takes memory.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LinuxDatagramSource : DatagramSource
{
    private const int MaxMessages = 16;
    private const int NameBytes = 32;
    private const int StrideBytes = MaxDatagramBytes + 2_048;

    private readonly byte[] _arena;
    private readonly LinuxDatagrams.Message* _messages;
    private readonly int _descriptor;
    private readonly bool _isIPv6;
    private readonly bool _joins;
    private readonly uint _nameBytes;
    private int _receivedMessages;
    private int _nextMessage;
    private int _offset;
    private int _segmentBytes;
    private PeerEndpoint _from;
    private ulong _fromStart;

    /// <param name="socket">The socket; it must not block.</param>
    /// <param name="isIPv6">Its family.</param>
    /// <param name="joins">Whether joined datagrams are asked for.</param>
    public LinuxDatagramSource(Socket socket, bool isIPv6, bool joins)
    {
        _descriptor = (int)socket.Handle;
        _isIPv6 = isIPv6;
        _nameBytes = (uint)(isIPv6 ? SockAddr.IPv6Bytes : SockAddr.IPv4Bytes);
        _joins = joins && LinuxDatagrams.TryJoinOnReceive(socket);

        int headBytes = MaxMessages * (sizeof(LinuxDatagrams.Message) + sizeof(UnixCalls.IoVector) + NameBytes + LinuxDatagrams.ControlBytes);
        _arena = GC.AllocateUninitializedArray<byte>(headBytes + (MaxMessages * StrideBytes), pinned: true);
        byte* place = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_arena));
        NativeMemory.Clear(place, (nuint)headBytes);
        _messages = (LinuxDatagrams.Message*)place;
        UnixCalls.IoVector* vectors = (UnixCalls.IoVector*)(_messages + MaxMessages);
        byte* names = (byte*)(vectors + MaxMessages);
        byte* controls = names + (MaxMessages * NameBytes);
        byte* buffers = controls + (MaxMessages * LinuxDatagrams.ControlBytes);
        for (int i = 0; i < MaxMessages; i++)
        {
            vectors[i] = new() { Base = buffers + (i * StrideBytes), Length = MaxDatagramBytes };
            _messages[i].Header = new()
            {
                Name = names + (i * NameBytes),
                Vectors = vectors + i,
                VectorCount = 1,
                Control = _joins ? controls + (i * LinuxDatagrams.ControlBytes) : null,
            };
        }

        MakeRoom(MaxMessages);
    }

    /// <summary>Whether the kernel may hand over datagrams together.</summary>
    public bool Joins => _joins;

    /// <inheritdoc/>
    public override bool MayTryFirst => true;

    /// <inheritdoc/>
    public override bool HasNext => _nextMessage < _receivedMessages;

    /// <inheritdoc/>
    public override bool TryNext(out ReadOnlySpan<byte> datagram, out PeerEndpoint from)
    {
        if (_nextMessage == _receivedMessages)
        {
            datagram = default;
            from = default;
            return false;
        }

        LinuxDatagrams.Message* message = _messages + _nextMessage;
        int length = (int)message->LengthBytes;
        if (_offset == 0)
        {
            Open(message, length);
        }

        int bytes = Math.Min(_segmentBytes, length - _offset);
        datagram = new(message->Header.Vectors->Base + _offset, bytes);
        from = _from;
        _offset += bytes;
        if (_offset >= length)
        {
            _offset = 0;
            _nextMessage++;
        }

        return true;
    }

    /// <inheritdoc/>
    public override FillStatus Fill()
    {
        MakeRoom(_receivedMessages);
        _nextMessage = 0;
        _offset = 0;
        _receivedMessages = Math.Max(
            0, LinuxDatagrams.ReceiveMany(_descriptor, _messages, MaxMessages, LinuxDatagrams.DoNotWait, null));
        if (_receivedMessages > 0)
        {
            return FillStatus.Ok;
        }

        return Marshal.GetLastPInvokeError() is LinuxDatagrams.WouldBlock or UnixCalls.InterruptedError
            ? FillStatus.Empty
            : FillStatus.Error;
    }

    /// <summary>Gives back the room for names and ancillary data: a receive leaves the lengths of what it received.</summary>
    private void MakeRoom(int messages)
    {
        nuint controlBytes = _joins ? LinuxDatagrams.ControlBytes : 0u;
        for (int i = 0; i < messages; i++)
        {
            _messages[i].Header.NameLength = _nameBytes;
            _messages[i].Header.ControlLength = controlBytes;
        }
    }

    /// <summary>Reads what is said about a whole message: the sender, and where to cut.</summary>
    private void Open(LinuxDatagrams.Message* message, int length)
    {
        int controlBytes = _joins ? (int)Math.Min(message->Header.ControlLength, LinuxDatagrams.ControlBytes) : 0;
        int told = controlBytes > 0
            ? LinuxDatagrams.ReadSegmentBytes(new ReadOnlySpan<byte>(message->Header.Control, controlBytes))
            : 0;
        _segmentBytes = told > 0 ? told : length;

        // Family, port and IPv4 address are the first eight bytes; nearly always they are those of the message before.
        ulong start = *(ulong*)message->Header.Name;
        if (_isIPv6 || start != _fromStart)
        {
            _fromStart = start;
            _from = SockAddr.Read(new ReadOnlySpan<byte>(message->Header.Name, (int)_nameBytes), _isIPv6);
        }
    }
}
