namespace Oack.Boot.Firmware;

/// <summary>
/// The habits of a program that boots over TFTP, as data: what it asks for, from which ports, when it asks again, what it
/// takes for a valid OACK, and how it hangs up. <see cref="FirmwareProfiles"/> is the table of those that are known.
/// </summary>
public sealed record FirmwareProfile
{
    /// <summary>The word for it on a command line.</summary>
    public required string Key { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Where its habits are known from.</summary>
    public required string Source { get; init; }

    /// <summary>What it asks for a file with.</summary>
    public required FirmwareRequest Fetch { get; init; }

    /// <summary>How it asks for the size before each file; null where it does not.</summary>
    public FirmwareProbe? Probe { get; init; }

    /// <summary>The ERROR by which it ends a transfer that it does not want any more; null where it has none.</summary>
    public FirmwareError? Abort { get; init; }

    /// <summary>Which ports its requests leave from.</summary>
    public required FirmwarePorts Ports { get; init; }

    /// <summary>How long it waits.</summary>
    public required FirmwareTimers Timers { get; init; }

    /// <summary>What in an OACK makes it call the transfer off.</summary>
    public OptionAckFaults Refuses { get; init; }

    /// <summary>The ERROR by which it refuses an OACK; null where it leaves without a word.</summary>
    public FirmwareError? Refusal { get; init; }

    /// <summary>Whether it knows the names in an OACK only in the letters in which it wrote them.</summary>
    public bool MatchesCase { get; init; }

    /// <summary>Whether DATA that answers its request is of no use to it: it waits for an OACK or an ERROR.</summary>
    public bool NeedsOptionAck { get; init; }

    /// <summary>Whether a file whose size it was not told is an empty one to it.</summary>
    public bool NeedsSize { get; init; }

    /// <summary>What it does with DATA out of order.</summary>
    public LateBlockHabit LateBlock { get; init; }

    /// <summary>What it does after an ERROR.</summary>
    public AfterErrorHabit AfterError { get; init; }

    /// <summary>Which other names it tries.</summary>
    public SearchHabit Search { get; init; }

    /// <summary>Whether it goes on to block 0 behind block 65,535; else such a file is too long for it.</summary>
    public bool RollsOver { get; init; } = true;

    /// <summary>The ERROR by which it ends a file that is longer than it was told; null where it does not look.</summary>
    public FirmwareError? TooLong { get; init; }

    /// <summary>How soon it sends each request a second time; null where it does not.</summary>
    public TimeSpan? RequestTwin { get; init; }

    /// <summary>The name that it asks for when it was told none; null where it then asks for nothing. <c>{ADDRESS}</c> stands for its address in hexadecimal.</summary>
    public string? DefaultFile { get; init; }

    /// <summary>How it asks for the size alone: its probe, or its request ended by its usual ERROR; null where it cannot.</summary>
    public FirmwareProbe? SizeOnly => Probe
        ?? (Abort is { } abort && Fetch.Find("tsize") is not null ? new FirmwareProbe(Fetch, abort, abort, NeedsSize: false, MatchesCase) : null);

    /// <summary>Everything about an answer that this program stumbles over, by refusing it or by misreading it.</summary>
    public OptionAckFaults StumblesOver => Refuses
        | (MatchesCase || Probe is { MatchesCase: true } ? OptionAckFaults.NameCase : OptionAckFaults.None)
        | (NeedsOptionAck || Probe is { NeedsSize: true } ? OptionAckFaults.OptionsIgnored : OptionAckFaults.None)
        | (NeedsSize || Probe is { NeedsSize: true } ? OptionAckFaults.SizeMissing : OptionAckFaults.None);
}
