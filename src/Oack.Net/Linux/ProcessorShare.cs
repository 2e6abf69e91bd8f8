namespace Oack.Net.Linux;

/// <summary>
/// Whether others want the processor of a thread that never sleeps: such a thread has all of the time that passes, but
/// for what others take. The kernel's own threads always take a little, and one turn of another program says nothing
/// yet, so some time is weighed at once.
/// </summary>
internal struct ProcessorShare
{
    /// <summary>Others want the processor when they take more than one part in so many of the time.</summary>
    private const int PartsForOthers = 5;

    private static readonly TimeSpan s_weighedTime = TimeSpan.FromMilliseconds(20);

    private TimeSpan _passed;
    private TimeSpan _lost;

    /// <summary>Adds a time in which the thread did not sleep.</summary>
    /// <param name="passed">How long it was.</param>
    /// <param name="had">How long the thread ran in it.</param>
    /// <returns>Whether enough was added, and others had too much of it; what was added is then forgotten.</returns>
    public bool IsWanted(TimeSpan passed, TimeSpan had)
    {
        _passed += passed;
        _lost += passed - had;
        if (_passed < s_weighedTime)
        {
            return false;
        }

        bool isWanted = _lost * PartsForOthers > _passed;
        this = default;
        return isWanted;
    }
}
