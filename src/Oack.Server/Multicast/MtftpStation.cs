namespace Oack.Server;

/// <summary>A file that MTFTP offers: its group while it is open, and who waits for it to be opened.</summary>
internal sealed class MtftpStation(MtftpFile file)
{
    /// <summary>How many clients wait for the opening at most; the others ask again by themselves.</summary>
    internal const int MaxAskers = 16;

    internal MtftpFile File { get; } = file;

    internal ServedGroup? Group { get; set; }

    internal bool IsOpening { get; set; }

    internal List<MulticastOffer> Askers { get; } = [];

    /// <summary>The request by which the round began.</summary>
    internal MulticastOffer? LastRequest { get; set; }
}
