using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>The size of joined datagrams, as Linux lays it out in ancillary data (udp(7)).</summary>
public class JoinedDatagramsTests
{
    [Theory]
    [InlineData(17, 104, 1_432, 1_432)]
    [InlineData(17, 103, 1_432, 0)]
    [InlineData(1, 104, 1_432, 0)]
    [InlineData(17, 104, -1, 0)]
    public void IsRead_When_ItIsThere(int level, int type, int told, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The layout is Linux's.");
        byte[] control =
        [
            .. Word(IntPtr.Size + 12), .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(29), 1, 2, 3, 4,
            .. new byte[IntPtr.Size - 4],
            .. Word(IntPtr.Size + 12), .. BitConverter.GetBytes(level), .. BitConverter.GetBytes(type),
            .. BitConverter.GetBytes(told),
        ];

        Assert.Equal(expected, LinuxDatagrams.ReadSegmentBytes(control));
        for (int length = 0; length < control.Length; length++)
        {
            Assert.Equal(0, LinuxDatagrams.ReadSegmentBytes(control.AsSpan(0, length)));
        }
    }

    private static byte[] Word(int value) => IntPtr.Size == 8 ? BitConverter.GetBytes((long)value) : BitConverter.GetBytes(value);
}
