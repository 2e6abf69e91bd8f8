namespace Oack.Boot.Firmware;

/// <summary>Which ports a program sends its requests from.</summary>
/// <param name="First">The smallest port of the first request.</param>
/// <param name="Span">How many ports the first request may leave from, by chance or by the clock; 1 for always the same.</param>
/// <param name="Step">How much higher each further request leaves from; 0 where each is drawn anew.</param>
public sealed record FirmwarePorts(int First, int Span = 1, int Step = 1)
{
    private const int HighestPort = ushort.MaxValue;

    /// <summary>The port of a request.</summary>
    /// <param name="seed">What stands for the program's clock or chance: any number.</param>
    /// <param name="request">How many requests went before, from 0.</param>
    public int PortOf(int seed, int request)
    {
        const int Stride = 1_009;
        long drawn = (uint)seed + (Step == 0 ? (long)request * Stride : 0);
        long port = First + (drawn % Span) + ((long)request * Step);
        return port <= HighestPort ? (int)port : First + (int)(port % (HighestPort - First + 1));
    }
}
