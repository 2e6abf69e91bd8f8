using Oack.Boot.Dhcp;
using Oack.Boot.Lease;

namespace Oack.Boot;

/// <summary>What became of a message, what is to be sent, and what there is to say about it.</summary>
public sealed record BootAnswer
{
    /// <summary>The answer that is none.</summary>
    public static BootAnswer NotForUs { get; } = new();

    /// <summary>What became of it.</summary>
    public BootVerdict Verdict { get; init; }

    /// <summary>What is to be sent; null: nothing.</summary>
    public DhcpReply? Reply { get; init; }

    /// <summary>What has to be on the disk before the reply leaves; null: nothing.</summary>
    public DhcpLease? Lease { get; init; }

    /// <summary>The client's interface.</summary>
    public HardwareAddress Client { get; init; }

    /// <summary>The file that it was told, or empty.</summary>
    public string File { get; init; } = "";

    /// <summary>What happened, in plain words; what a peer sent is escaped in it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether the same was said of the same client a moment ago: firmware asks again and again.</summary>
    public bool IsRepetition { get; init; }
}
