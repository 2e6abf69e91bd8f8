using System.Buffers.Binary;
using System.IO.Compression;

namespace Oack.Trace.Tests.Capture;

/// <summary>Captures written by hand, field by field, as their formats have them.</summary>
internal sealed class CaptureBytes(bool isBigEndian = false)
{
    private readonly List<byte> _bytes = [];

    internal byte[] ToArray() => [.. _bytes];

    internal MemoryStream ToStream() => new([.. _bytes]);

    internal static byte[] Compress(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    internal CaptureBytes PcapHeader(uint magic = 0xA1B2C3D4, uint linkType = 1, uint snapshot = 262_144) =>
        U32(magic).U16(2).U16(4).U32(0).U32(0).U32(snapshot).U32(linkType);

    internal CaptureBytes PcapFrame(uint seconds, uint fraction, byte[] frame, uint? original = null) =>
        U32(seconds).U32(fraction).U32((uint)frame.Length).U32(original ?? (uint)frame.Length).Raw(frame);

    internal CaptureBytes Section(byte[]? options = null) =>
        Block(0x0A0D0D0A, body => body.U32(0x1A2B3C4D).U16(1).U16(0).U32(uint.MaxValue).U32(uint.MaxValue).Raw(options ?? []));

    internal CaptureBytes Interface(ushort linkType = 1, uint snapshot = 0, byte[]? options = null) =>
        Block(1, body => body.U16(linkType).U16(0).U32(snapshot).Raw(options ?? []));

    internal CaptureBytes Enhanced(uint index, ulong time, byte[] frame, uint? original = null, byte[]? options = null) =>
        Block(6, body => body.U32(index).U32((uint)(time >> 32)).U32((uint)time).U32((uint)frame.Length)
            .U32(original ?? (uint)frame.Length).Raw(frame).Pad().Raw(options ?? []));

    internal CaptureBytes Obsolete(ushort index, ulong time, byte[] frame) =>
        Block(2, body => body.U16(index).U16(0).U32((uint)(time >> 32)).U32((uint)time).U32((uint)frame.Length)
            .U32((uint)frame.Length).Raw(frame).Pad());

    internal CaptureBytes Simple(byte[] frame, uint? original = null) =>
        Block(3, body => body.U32(original ?? (uint)frame.Length).Raw(frame).Pad());

    internal CaptureBytes Block(uint type, Action<CaptureBytes> write)
    {
        CaptureBytes body = new(isBigEndian);
        write(body);
        uint length = (uint)body._bytes.Count + 12;
        return U32(type).U32(length).Raw(body.ToArray()).U32(length);
    }

    internal byte[] Option(ushort code, byte[] value) =>
        new CaptureBytes(isBigEndian).U16(code).U16((ushort)value.Length).Raw(value).Pad().ToArray();

    internal CaptureBytes U16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        _bytes.AddRange(bytes);
        return this;
    }

    internal CaptureBytes U32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, isBigEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
        _bytes.AddRange(bytes);
        return this;
    }

    internal CaptureBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    internal CaptureBytes Pad()
    {
        while (_bytes.Count % 4 != 0)
        {
            _bytes.Add(0);
        }

        return this;
    }
}
