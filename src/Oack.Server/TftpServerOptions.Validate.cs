using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Oack.Protocol.Options;

namespace Oack.Server;

public sealed partial class TftpServerOptions
{
    private const int MaxCount = 1_000_000;
    private const int MaxShards = 64;
    private const int LeastRate = 1_000;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it, the cause and the remedy.</exception>
    public void Validate()
    {
        Check(nameof(MaxTransfers), MaxTransfers, 1, MaxCount, "it is the number of transfers that run at once");
        Check(nameof(MaxTransfersPerClient), MaxTransfersPerClient, 1, MaxCount, "it is the number of transfers that one address may run at once");
        Check(nameof(MaxRunning), MaxRunning, 1, MaxCount, "it is the number of transfers that send at once in a shard");
        Check(nameof(AdmissionPatience), AdmissionPatience, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        CheckRate(nameof(MaxBytesPerSecond), MaxBytesPerSecond);
        CheckRate(nameof(MaxBytesPerSecondPerTransfer), MaxBytesPerSecondPerTransfer);
        Check(nameof(Shards), Shards ?? 1, 1, MaxShards, "it is the number of threads that serve");
        Check(nameof(MaxDallying), MaxDallying, 0, MaxCount, "it is the number of finished uploads that stay for repeated last blocks");
        Check(nameof(MaxErrorsPerSecond), MaxErrorsPerSecond, 1, MaxCount, "it is the number of ERRORs that one address gets in a second");
        Check(nameof(ContentTimeout), ContentTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        Check(nameof(StartOverSilence), StartOverSilence, TimeSpan.Zero, TimeSpan.FromHours(1));
        Check(nameof(DrainTimeout), DrainTimeout, TimeSpan.Zero, TimeSpan.FromDays(1));
        CheckSet(nameof(Listen), Listen, "name the addresses, or leave the list empty for all addresses and port 69");
        CheckSet(nameof(Options), Options, "use OptionPolicy.Default");
        CheckSet(nameof(Transfer), Transfer, "use TransferSettings.Default");
        Check(
            $"{nameof(Options)}.{nameof(OptionPolicy.MaxBlockSize)}", Options.MaxBlockSize,
            TransferParameters.MinBlockSize, TransferParameters.MaxBlockSize, "RFC 2348 allows no other block size");
        Check(
            $"{nameof(Options)}.{nameof(OptionPolicy.MaxWindowBlocks)}", Options.MaxWindowBlocks,
            1, TransferParameters.MaxWindowBlocks, "RFC 7440 allows no other window");
        if (SinglePort && PortRange is not null)
        {
            Throw(nameof(PortRange), "is set together with SinglePort: with one port for all, no transfer takes a port of its own. Leave one of them out.");
        }

        if (SinglePort && Multicast is { IsUsed: true })
        {
            Throw(nameof(Multicast), "is set together with SinglePort: the receivers of a group acknowledge to a port of its own. Leave one of them out.");
        }

        if (Multicast?.FindFault() is { } fault)
        {
            Throw(nameof(Multicast), "cannot be used: " + fault + ".");
        }
    }

    private static void Check(string option, int value, int least, int most, string because)
    {
        if (value < least || value > most)
        {
            Throw(option, string.Create(CultureInfo.InvariantCulture, $"is {value:N0}, but {because}: choose from {least:N0} to {most:N0}."));
        }
    }

    private static void CheckRate(string option, long? value)
    {
        if (value < LeastRate)
        {
            Throw(option, string.Create(CultureInfo.InvariantCulture, $"is {value:N0} bytes a second: choose {LeastRate:N0} or more, or null for no limit."));
        }
    }

    private static void Check(string option, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            Throw(option, string.Create(
                CultureInfo.InvariantCulture,
                $"is {value.TotalSeconds:0.###} s, which is out of range: choose from {least.TotalSeconds:0.###} s to {most.TotalSeconds:0} s."));
        }
    }

    private static void CheckSet(string option, [NotNull] object? value, string remedy)
    {
        if (value is null)
        {
            Throw(option, $"is null: {remedy}.");
        }
    }

    [DoesNotReturn]
    private static void Throw(string option, string what) =>
        throw new ArgumentException($"{nameof(TftpServerOptions)}.{option} {what}");
}
