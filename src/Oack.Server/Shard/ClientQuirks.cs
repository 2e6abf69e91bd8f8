using Oack.Protocol.Options;

namespace Oack.Server;

/// <summary>Habits of single clients that a server has to know, told by the options that they ask for.</summary>
internal static class ClientQuirks
{
    /// <summary>
    /// Whether the client gives up on <c>tsize=0</c> in an OACK, so that it could never fetch an empty file. curl does
    /// (<c>invalid tsize</c>, exit code 71); it asks for tsize, blksize and timeout, in this order and nothing else. RFC
    /// 2349 leaves the server free not to answer.
    /// </summary>
    internal static bool RejectsSizeZero(in OptionList asked) =>
        asked.Count == 3
        && asked[0].Kind == OptionKind.TransferSize
        && asked[1].Kind == OptionKind.BlockSize
        && asked[2].Kind == OptionKind.Timeout;
}
