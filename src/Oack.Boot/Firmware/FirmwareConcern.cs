namespace Oack.Boot.Firmware;

/// <summary>What another program would have made of an answer.</summary>
/// <param name="Profile">The program.</param>
/// <param name="Kinds">What it stumbles over.</param>
/// <param name="Text">What it would do, and over what, in words.</param>
public sealed record FirmwareConcern(FirmwareProfile Profile, OptionAckFaults Kinds, string Text)
{
    /// <summary>The programs that would have failed on an answer, in the order of <see cref="FirmwareProfiles.All"/>.</summary>
    /// <param name="answer">How a server answered the options of some program.</param>
    /// <param name="except">The program that asked; its own end says what it made of it.</param>
    public static IReadOnlyList<FirmwareConcern> About(OptionAckReading answer, FirmwareProfile? except = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        List<FirmwareConcern> concerns = [];
        foreach (FirmwareProfile profile in FirmwareProfiles.All)
        {
            OptionAckFaults kinds = answer.Kinds & profile.StumblesOver;
            if (kinds == OptionAckFaults.None || profile == except)
            {
                continue;
            }

            string over = string.Join("; ", answer.Faults.Where(fault => kinds.HasFlag(fault.Kind)).Select(fault => fault.Text));
            string what = (kinds & profile.Refuses) == OptionAckFaults.None ? "could not use this answer"
                : profile.Refusal is { } refusal ? $"would refuse this OACK with ERROR {refusal.Code} \"{refusal.Text}\""
                : "would leave without a word";
            concerns.Add(new FirmwareConcern(profile, kinds, $"{profile.Name} {what}: {over}"));
        }

        return concerns;
    }
}
