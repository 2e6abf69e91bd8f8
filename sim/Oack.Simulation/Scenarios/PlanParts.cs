using Oack.Protocol.Options;
using Oack.Protocol.Wire;
using Oack.Simulation.Nodes;
using Oack.Simulation.Reference;

namespace Oack.Simulation.Scenarios;

/// <summary>The dice that all scenarios throw: sizes around block edges, options, and the odd habits of users.</summary>
internal static class PlanParts
{
    private const int MaxFileBytes = 400_000;

    /// <summary>A transfer between two ends under test, of up to so many blocks.</summary>
    public static SimulationPlan Transfer(SimulationRandom random, int maxBlocks = 40)
    {
        Opcode opcode = random.Pick(Opcode.ReadRequest, Opcode.WriteRequest);
        int blockSize = AskedBlockSize(random);
        bool asksBlockSize = blockSize != TransferParameters.DefaultBlockSize || random.Chance(0.2);
        OptionPolicy policy = OptionPolicy.Default with
        {
            GrantsTimeout = random.Chance(0.5),
            GrantsOptions = !random.Chance(0.05),
            MaxBlockSize = random.Chance(0.1) ? random.Between(8, 1_468) : TransferParameters.MaxBlockSize,
            MaxWindowBlocks = random.Chance(0.2) ? random.Between(1, 16) : 64,
        };
        int granted = policy.GrantsOptions && asksBlockSize ? Math.Min(blockSize, policy.MaxBlockSize) : TransferParameters.DefaultBlockSize;
        int fileBytes = FileBytes(random, granted, maxBlocks);
        return new SimulationPlan
        {
            Opcode = opcode,
            FileBytes = fileBytes,
            Asked = Asked(random, opcode, asksBlockSize ? blockSize : null, fileBytes),
            Server = new ServerPlan { Policy = policy, SinglePort = random.Chance(0.2), Behavior = Behavior(random) },
            ClientBehavior = Behavior(random),
        };
    }

    /// <summary>A length at or next to a block edge, or somewhere between.</summary>
    public static int FileBytes(SimulationRandom random, int blockSize, int maxBlocks)
    {
        int mostBlocks = Math.Max(1, Math.Min(maxBlocks, MaxFileBytes / blockSize));
        int blocks = random.Chance(0.3) ? random.Between(0, Math.Min(3, mostBlocks)) : random.Between(0, mostBlocks);
        int beside = random.Pick(0, 0, 1, -1, random.Between(0, blockSize - 1));
        return Math.Max(0, (blocks * blockSize) + beside);
    }

    /// <summary>A driver with small oddities that no transfer may notice.</summary>
    public static NodeBehavior Behavior(SimulationRandom random) => NodeBehavior.Plain with
    {
        HidesLength = random.Chance(0.2),
        SpuriousCalls = random.Chance(0.5) ? 0.2 : 0,
        StaysAfterClosed = random.Chance(0.3),
        TimerLateness = random.Chance(0.2) ? random.Between(TimeSpan.Zero, TimeSpan.FromMilliseconds(5)) : TimeSpan.Zero,
    };

    /// <summary>The habits of a simple peer that asks, or would grant, anything.</summary>
    public static ReferenceHabits Habits(SimulationRandom random) => new()
    {
        AcknowledgesDuplicates = random.Chance(0.7),
        AnswersDuplicateAcks = random.Chance(0.5),
        AcknowledgesEachBlock = random.Chance(0.3),
        Gap = random.Pick(GapHabit.ReportOnce, GapHabit.ReportEach, GapHabit.Wait),
        Dally = random.Chance(0.3) ? TimeSpan.FromSeconds(6) : TimeSpan.Zero,
        Timeout = random.Pick(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)),
        SendsFiveByteAcks = random.Chance(0.1),
        MaxBlockSize = random.Chance(0.2) ? random.Between(8, 1_024) : TransferParameters.MaxBlockSize,
        MaxWindowBlocks = random.Pick(1, 4, 16, 64),
        IgnoresOptions = random.Chance(0.2),
        StartsAgainOnRepeatedRequest = random.Chance(0.2),
        ChangesPortOnRetry = random.Chance(0.2),
        RepeatsRequestAfter = random.Chance(0.2) ? TimeSpan.FromMilliseconds(random.Between(1, 9)) : null,
    };

    /// <summary>Options as a simple client asks for them.</summary>
    public static List<KeyValuePair<string, long>> Asks(SimulationRandom random, Opcode opcode, int fileBytes, int maxBlockSize = 1_468)
    {
        List<KeyValuePair<string, long>> asks = [];
        if (random.Chance(0.6))
        {
            asks.Add(new("tsize", opcode == Opcode.ReadRequest ? 0 : fileBytes));
        }

        if (random.Chance(0.7))
        {
            asks.Add(new("blksize", random.Between(8, maxBlockSize)));
        }

        if (random.Chance(0.5))
        {
            asks.Add(new("windowsize", random.Between(1, 64)));
        }

        if (random.Chance(0.2))
        {
            asks.Add(new("rollover", random.Between(0, 1)));
        }

        return asks;
    }

    private static int AskedBlockSize(SimulationRandom random) => random.Chance(0.2)
        ? random.Between(TransferParameters.MinBlockSize, 1_468)
        : random.Pick(8, 9, 16, 128, 511, 512, 512, 512, 513, 1_024, 1_428, 1_468, 8_192, TransferParameters.MaxBlockSize);

    private static OptionList Asked(SimulationRandom random, Opcode opcode, int? blockSize, int fileBytes)
    {
        OptionList asked = default;
        if (random.Chance(0.5))
        {
            asked.TryAdd(OptionKind.TransferSize, opcode == Opcode.ReadRequest ? 0 : fileBytes);
        }

        if (blockSize is { } size)
        {
            asked.TryAdd(OptionKind.BlockSize, size);
        }

        if (random.Chance(0.2))
        {
            asked.TryAdd(
                random.Chance(0.5) ? new OptionEntry(OptionKind.Timeout, random.Between(1, 5))
                    : new OptionEntry(OptionKind.MicrosecondTimeout, random.Between(400_000, 3_000_000)));
        }

        if (random.Chance(0.6))
        {
            asked.TryAdd(OptionKind.WindowSize, random.Chance(0.5) ? random.Between(1, 64) : random.Pick(1, 2, 4, 16, 64));
            if (random.Chance(0.1))
            {
                asked.TryAdd(OptionKind.MicrosoftWindow, 31_416);
            }
        }

        if (random.Chance(0.3))
        {
            asked.TryAdd(OptionKind.Rollover, random.Between(0, 1));
        }

        return asked;
    }
}
