namespace Oack.Server;

/// <summary>
/// What the limit of open files leaves for one shard. A transfer that runs may hold a file, its socket and a connected one
/// beside it; one that dallies and one that rests, the sockets. A transfer of what is hot holds no file, so more may fit:
/// that is found by trying.
/// </summary>
/// <param name="Running">How many transfers certainly find what they need, and a connected socket too.</param>
/// <param name="Dallying">How many that have ended may stay.</param>
/// <param name="Resting">How many sockets may rest for transfers to come.</param>
internal sealed record OpenFileBudget(int Running, int Dallying, int Resting)
{
    /// <summary>Sockets of listeners, the log, the directory, a recording, and what the process has open besides.</summary>
    private const long Reserve = 64;

    /// <summary>A group has a file and a socket.</summary>
    private const long OfGroup = 2;

    /// <summary>So many sockets rest where there is room: a storm finds them.</summary>
    private const int MostResting = 512;

    private const int OfRunning = 3;
    private const int OfSockets = 2;

    /// <summary>Resting and dallying get an eighth of what there is each, in pairs: a quarter.</summary>
    private const int Share = 8;

    /// <summary>Divides the limit.</summary>
    /// <param name="limit">How many files the process may have open; null when nobody knows.</param>
    /// <param name="options">What would be taken without a limit.</param>
    /// <param name="shards">How many shards there are.</param>
    internal static OpenFileBudget Of(long? limit, TftpServerOptions options, int shards)
    {
        if (limit is not { } files)
        {
            return new OpenFileBudget(int.MaxValue, options.MaxDallying, MostResting);
        }

        long others = Reserve + (options.Multicast is { IsUsed: true } groups ? OfGroup * groups.MaxGroups : 0);
        long left = (files - Math.Min(others, files / 2)) / shards;
        if (options.SinglePort)
        {
            return new OpenFileBudget(AtLeastOne(left), options.MaxDallying, Resting: 0);
        }

        int resting = (int)Math.Min(MostResting, left / Share);
        left -= (long)resting * OfSockets;
        int dallying = (int)Math.Min(options.MaxDallying, left / Share);
        left -= (long)dallying * OfSockets;
        return new OpenFileBudget(AtLeastOne(left / OfRunning), dallying, resting);
    }

    private static int AtLeastOne(long count) => (int)Math.Clamp(count, 1, int.MaxValue);
}
