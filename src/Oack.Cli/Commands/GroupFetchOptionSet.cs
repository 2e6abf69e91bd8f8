using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics.CodeAnalysis;
using Oack.Client;
using Oack.Net;
using Oack.Protocol;

namespace Oack.Cli.Commands;

/// <summary>The options of <c>get</c> that have to do with groups.</summary>
internal sealed class GroupFetchOptionSet
{
    private readonly Option<bool> _multicast = new("--multicast")
    {
        Description = "Ask for the file by multicast (RFC 2090); without it where the server grants none or nothing of the group arrives.",
    };

    private readonly Option<string?> _mtftp = new("--mtftp")
    {
        HelpName = "group:port[,port]",
        Description = "Fetch by PXE's multicast TFTP: the group, the port to listen on, and the server's port. [server's port: 1759]",
    };

    private readonly Option<string?> _interface = new("--multicast-interface")
    {
        HelpName = "if",
        Description = "Join the group on this interface, named or by its address. [default: the one that leads to the server]",
    };

    /// <summary>Puts the options on the command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_multicast);
        command.Add(_mtftp);
        command.Add(_interface);
        command.Validators.Add(Check);
    }

    /// <summary>What a command line asks for, or what is wrong with it.</summary>
    public bool TryRead(ParseResult result, TransferWishes wishes, TransferMode? mode, out GroupFetch? fetch, [NotNullWhen(false)] out string? error)
    {
        fetch = null;
        error = null;
        string? mtftp = result.GetValue(_mtftp);
        if (mtftp is null && !result.GetValue(_multicast))
        {
            return true;
        }

        string option = mtftp is null ? "--multicast" : "--mtftp";
        MtftpOffer? offer = null;
        MulticastInterface? via = null;
        if (mtftp is not null && !MtftpOffer.TryParse(mtftp, out offer, out string fault))
        {
            error = "--mtftp: " + fault;
        }
        else if (result.GetValue(_interface) is { } named && !MulticastInterface.TryFind(named, out via, out string missing))
        {
            error = "--multicast-interface: " + missing;
        }
        else if ((wishes.Mode ?? mode) == TransferMode.Netascii)
        {
            error = $"{option} is for octet mode: text that is translated on its way has no blocks to ask for by number. Leave netascii out";
        }
        else if (!wishes.Options.UsesOptions && mtftp is null)
        {
            error = "--multicast and --no-options exclude each other: multicast is an option";
        }
        else
        {
            fetch = new GroupFetch { Mtftp = offer, Interface = via };
        }

        return error is null;
    }

    private void Check(CommandResult result)
    {
        bool isMulticast = result.GetValue(_multicast);
        bool isMtftp = result.GetValue(_mtftp) is not null;
        if (isMulticast && isMtftp)
        {
            result.AddError("--multicast and --mtftp exclude each other: they are two protocols");
        }

        if (!isMulticast && !isMtftp && result.GetValue(_interface) is not null)
        {
            result.AddError("--multicast-interface belongs to --multicast and --mtftp, neither of which is given");
        }
    }
}
