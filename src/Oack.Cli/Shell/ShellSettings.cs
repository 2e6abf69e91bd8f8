using System.Net.Sockets;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Shell;

/// <summary>What the commands of an interactive session have set.</summary>
internal sealed class ShellSettings
{
    /// <summary>The server, or null while not connected.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = TftpUri.DefaultPort;

    public TransferMode Mode { get; set; } = TransferMode.Octet;

    /// <summary>The block size to ask for, or null: the largest that fits the path.</summary>
    public int? BlockSize { get; set; }

    public int WindowBlocks { get; set; } = TftpClientOptions.Default.WindowBlocks;

    public bool AsksTransferSize { get; set; } = true;

    public int? RolloverTo { get; set; }

    public bool UsesOptions { get; set; } = true;

    public bool AcceptsAnyAddress { get; set; }

    /// <summary>The time after which a packet is sent again, or null: measured.</summary>
    public TimeSpan? RetransmitTimeout { get; set; }

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Patience { get; set; } = TftpClientOptions.Default.Patience;

    public AddressFamily AddressFamily { get; set; }

    public bool IsVerbose { get; set; }

    public bool IsTracing { get; set; }

    /// <summary>The options of the next transfer.</summary>
    public TftpClientOptions ToOptions(PacketObserver? observer) => new()
    {
        Mode = Mode,
        BlockSize = BlockSize,
        WindowBlocks = WindowBlocks,
        AsksTransferSize = AsksTransferSize,
        RolloverTo = RolloverTo,
        UsesOptions = UsesOptions,
        AcceptReplyFromAnyAddress = AcceptsAnyAddress,
        RetransmitTimeout = RetransmitTimeout,
        Patience = Patience,
        AddressFamily = AddressFamily,
        Observer = observer,
    };
}
