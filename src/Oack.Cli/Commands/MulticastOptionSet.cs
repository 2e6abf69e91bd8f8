using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using Oack.Net;
using Oack.Protocol;
using Oack.Server;

namespace Oack.Cli.Commands;

/// <summary>The options of <c>serve</c> that have to do with groups.</summary>
internal sealed class MulticastOptionSet
{
    private readonly Option<string[]> _pools = new("--multicast")
    {
        HelpName = "pool",
        Description = "Grant the multicast option (RFC 2090) with groups of this pool: 239.255.0.0/24:1758-1790, [ff15::1:0/120]:1758. May be given several times.",
    };

    private readonly Option<string[]> _mtftp = new("--mtftp")
    {
        HelpName = "file=group",
        Description = "Offer a file by PXE's multicast TFTP: FILE=GROUP[:CLIENTPORT][,port=1759][,blksize=512]. May be given several times.",
    };

    private readonly Option<int?> _timeToLive = Numbers.Whole(
        "--multicast-ttl", "n", "How many routers multicast may cross, plus one. [default: 1]", 0, 255);

    private readonly Option<string?> _interface = new("--multicast-interface")
    {
        HelpName = "if",
        Description = "Send to groups by this interface, named or by its address. [default: the one whose address the client asked]",
    };

    /// <summary>Puts the options on the command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_pools, _mtftp, _timeToLive, _interface])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (!IsAsked(result) && (result.GetResult(_timeToLive) is not null || result.GetResult(_interface) is not null))
            {
                result.AddError("--multicast-ttl and --multicast-interface belong to --multicast and --mtftp, neither of which is given");
            }
        });
    }

    /// <summary>Whether anything is to be sent to groups.</summary>
    public bool IsAsked(CommandResult result) =>
        result.GetValue(_pools) is { Length: > 0 } || result.GetValue(_mtftp) is { Length: > 0 };

    /// <summary>What a command line asks for, or what is wrong with it.</summary>
    public bool TryRead(ParseResult result, out MulticastServing? serving, [NotNullWhen(false)] out string? error)
    {
        serving = null;
        error = null;
        List<MulticastPool> pools = [];
        foreach (string text in result.GetValue(_pools) ?? [])
        {
            if (!MulticastPool.TryParse(text, out MulticastPool? pool, out string fault))
            {
                error = "--multicast: " + fault;
                return false;
            }

            pools.Add(pool);
        }

        List<MtftpFile> files = [];
        foreach (string text in result.GetValue(_mtftp) ?? [])
        {
            if (!MtftpFile.TryParse(text, out MtftpFile? file, out string fault))
            {
                error = "--mtftp: " + fault;
                return false;
            }

            files.Add(file);
        }

        if (pools.Count + files.Count == 0)
        {
            return true;
        }

        MulticastInterface? via = null;
        if (result.GetValue(_interface) is { } named && !MulticastInterface.TryFind(named, out via, out string missing))
        {
            error = "--multicast-interface: " + missing;
            return false;
        }

        MulticastServing made = new()
        {
            Pools = pools,
            Mtftp = files,
            Sending = new MulticastSending { TimeToLive = result.GetValue(_timeToLive) ?? 1, Interface = via },
        };
        error = made.FindFault() is { } reason ? "multicast cannot be served: " + reason : FindMissingRoute(made);
        serving = error is null ? made : null;
        return error is null;
    }

    /// <summary>With an interface of its own each group has a way out, or none; without one it is the client's address that decides.</summary>
    private static string? FindMissingRoute(MulticastServing serving)
    {
        if (serving.Sending.Interface is null)
        {
            return null;
        }

        foreach (PeerEndpoint group in serving.Pools.Select(pool => pool[0]).Concat(serving.Mtftp.Select(file => file.Group)))
        {
            if (!MulticastRoute.TryFind(group, serving.Sending, out string error))
            {
                return error;
            }
        }

        return null;
    }
}
