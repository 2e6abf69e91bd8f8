using System.Diagnostics;
using System.Globalization;
using Oack.Client;
using Oack.Protocol;
using Oack.Protocol.Wire;

namespace Oack.Cli.Output;

/// <summary>Prints each packet of a transfer, one line each, with the seconds since the first.</summary>
internal sealed class PacketTrace(TextWriter output)
{
    private long _started;

    /// <summary>Prints one packet; an observer for <see cref="TftpClientOptions.Observer"/>.</summary>
    public void Print(PacketDirection direction, PeerEndpoint peer, ReadOnlySpan<byte> datagram)
    {
        if (_started == 0)
        {
            _started = Stopwatch.GetTimestamp();
        }

        string arrow = direction == PacketDirection.Sent ? "sent to" : "received from";
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds,9:0.000000} {arrow} {peer}: {PacketText.Describe(datagram)}"));
    }
}
