using System.CommandLine;
using System.Net.Sockets;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Commands;

/// <summary>The options that <c>get</c> and <c>put</c> have in common.</summary>
internal sealed class TransferOptionSet
{
    private readonly Option<int?> _blockSize = Numbers.Whole(
        "--blksize", "bytes", "Block size to ask for, 8 to 65464 (RFC 2348). [default: the largest that fits the path]", 8, 65_464, "-b");

    private readonly Option<int?> _windowSize = Numbers.Whole(
        "--windowsize", "blocks", "Window to ask for, 1 to 65535 (RFC 7440); 1 asks for none. [default: 16]", 1, 65_535, "-w");

    private readonly Option<TimeSpan?> _timeout = Numbers.Seconds(
        "--timeout", "Send a packet again after this time, 0.01 to 255, and ask the server for the same (RFC 2349). [default: measured]", 0.01, 255);

    private readonly Option<int?> _retries = Numbers.Whole(
        "--retries", "n", "Send one packet again at most so often, 0 to 1000. [default: 20, within 30 s of silence]", 0, 1_000);

    private readonly Option<string?> _mode = Numbers.Mode("How the bytes travel. [default: octet, or what the URL says]");

    private readonly Option<string?> _size = Numbers.Word(
        "--tsize", "Ask for the size, or tell it (RFC 2349); a shorter file then counts as incomplete. [default: on]", ["on", "off"]);

    private readonly Option<int?> _rollover = Numbers.Whole(
        "--rollover", "0|1", "Ask for this block number after 65535. [default: not asked, 0]", 0, 1);

    private readonly Option<bool> _noOptions = new("--no-options") { Description = "Ask for no option at all (RFC 1350)." };

    private readonly Option<bool> _anyAddress = new("--any-address")
    {
        Description = "Accept an answer from another address than the one that was asked (NAT).",
    };

    private readonly Option<bool> _ipv4 = new("-4", "--ipv4") { Description = "Use IPv4 addresses only." };

    private readonly Option<bool> _ipv6 = new("-6", "--ipv6") { Description = "Use IPv6 addresses only." };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print errors only." };

    private readonly Option<bool> _json = new("--json") { Description = "Print the result, or the failure, as one JSON object." };

    private readonly Option<bool> _verbose = new("--verbose", "-v")
    {
        Description = "Print options, round trip, steps back, and each packet to standard error.",
    };

    /// <summary>Puts the options on a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[
            _blockSize, _windowSize, _timeout, _retries, _mode, _size, _rollover, _noOptions, _anyAddress, _ipv4, _ipv6, _quiet, _json, _verbose])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_ipv4) && result.GetValue(_ipv6))
            {
                result.AddError("-4 and -6 exclude each other");
            }

            if (result.GetValue(_quiet) && result.GetValue(_verbose))
            {
                result.AddError("--quiet and --verbose exclude each other");
            }
        });
    }

    /// <summary>What a command line asks for.</summary>
    public TransferWishes Read(ParseResult result)
    {
        TftpClientOptions defaults = TftpClientOptions.Default;
        TransferMode? mode = TransferModeText.TryParse(result.GetValue(_mode), out TransferMode named) ? named : null;
        TftpClientOptions options = defaults with
        {
            BlockSize = result.GetValue(_blockSize),
            WindowBlocks = result.GetValue(_windowSize) ?? defaults.WindowBlocks,
            Timeout = result.GetValue(_timeout),
            Retries = result.GetValue(_retries) ?? defaults.Retries,
            Mode = mode ?? defaults.Mode,
            AsksTransferSize = result.GetValue(_size) != "off",
            RolloverTo = result.GetValue(_rollover),
            UsesOptions = !result.GetValue(_noOptions),
            AcceptReplyFromAnyAddress = result.GetValue(_anyAddress),
            AddressFamily = (result.GetValue(_ipv4), result.GetValue(_ipv6)) switch
            {
                (true, _) => AddressFamily.InterNetwork,
                (_, true) => AddressFamily.InterNetworkV6,
                _ => AddressFamily.Unspecified,
            },
        };
        return new TransferWishes(options, mode, result.GetValue(_quiet), result.GetValue(_json), result.GetValue(_verbose));
    }
}
