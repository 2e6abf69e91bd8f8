using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Commands;

/// <summary>What the user of <c>get</c> or <c>put</c> wants.</summary>
/// <param name="Options">How to transfer.</param>
/// <param name="Mode">The mode that was named on the command line; it comes before the URL's.</param>
/// <param name="IsQuiet">Whether only errors are printed.</param>
/// <param name="IsJson">Whether the outcome is printed as JSON.</param>
/// <param name="IsVerbose">Whether packets and details are printed.</param>
internal sealed record TransferWishes(TftpClientOptions Options, TransferMode? Mode, bool IsQuiet, bool IsJson, bool IsVerbose)
{
    /// <summary>The file, with the mode of the command line in place of the URL's where there is one.</summary>
    public TftpUri Apply(TftpUri uri) => Mode is { } mode ? new TftpUri(uri.Host, uri.FileName, uri.Port, mode) : uri;
}
