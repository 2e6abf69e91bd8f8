using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Options;

public sealed class EveryCombinationTests
{
    /// <summary>All arrangements of 0 to 8 different options, those with numbers for values: the sum of 8!/(8−k)! over k.</summary>
    private const int AllArrangements = 109_601;

    private readonly byte[] _request = new byte[RequestPacket.MaxBytes];
    private readonly byte[] _oack = new byte[256];
    private readonly OptionPolicy _policy = new() { GrantsTimeout = true };
    private int _arrangements;

    [Theory]
    [InlineData(Opcode.ReadRequest)]
    [InlineData(Opcode.WriteRequest)]
    public void Options_GoThroughRequestGrantAnswerAndAccept_When_AskedInAnyArrangement(Opcode opcode)
    {
        TryAll(default, opcode);

        Assert.Equal(AllArrangements, _arrangements);
    }

    private static long ValueOf(OptionKind kind) => kind switch
    {
        OptionKind.BlockSize => 1_468,
        OptionKind.BlockSize2 => 1_000,
        OptionKind.TransferSize => 812,
        OptionKind.Timeout => 6,
        OptionKind.MicrosecondTimeout => 500_000,
        OptionKind.WindowSize => 16,
        OptionKind.Rollover => 1,
        _ => 31_416,
    };

    private static bool IsGranted(in OptionList asked, int place, Opcode opcode)
    {
        OptionKind? rival = asked[place].Kind switch
        {
            OptionKind.BlockSize => OptionKind.BlockSize2,
            OptionKind.BlockSize2 => OptionKind.BlockSize,
            OptionKind.Timeout => OptionKind.MicrosecondTimeout,
            OptionKind.MicrosecondTimeout => OptionKind.Timeout,
            _ => null,
        };
        for (int i = 0; i < place; i++)
        {
            if (asked[i].Kind == rival)
            {
                return false;
            }
        }

        return asked[place].Kind != OptionKind.MicrosoftWindow
            || (opcode == Opcode.ReadRequest && asked.Contains(OptionKind.WindowSize));
    }

    private static OptionList Expect(in OptionList asked, Opcode opcode)
    {
        OptionList expected = default;
        for (int i = 0; i < asked.Count; i++)
        {
            if (IsGranted(asked, i, opcode))
            {
                OptionKind kind = asked[i].Kind;
                long value = kind switch
                {
                    OptionKind.BlockSize2 => 512,
                    OptionKind.TransferSize when opcode == Opcode.ReadRequest => 994_464,
                    OptionKind.MicrosoftWindow => 27_182,
                    _ => ValueOf(kind),
                };
                expected.TryAdd(kind, value);
            }
        }

        return expected;
    }

    private void TryAll(OptionList asked, Opcode opcode)
    {
        TryOne(asked, opcode);
        for (OptionKind kind = default; kind <= OptionKind.MicrosoftWindow; kind++)
        {
            OptionList more = asked;
            if (more.TryAdd(kind, ValueOf(kind)))
            {
                TryAll(more, opcode);
            }
        }
    }

    private void TryOne(in OptionList asked, Opcode opcode)
    {
        _arrangements++;
        int length = RequestPacket.Write(_request, opcode, "f"u8, TransferMode.Octet, asked);
        bool isWhole = RequestPacket.TryParse(_request.AsSpan(0, length), out RequestPacket request) == ParseStatus.Ok
            && request.Options == asked;

        OptionList granted = OptionNegotiator.Grant(request.Options, opcode, TransferMode.Octet, 994_464, _policy);
        length = OptionAckPacket.Write(_oack, granted);
        ParseStatus status = OptionAckPacket.TryParse(_oack.AsSpan(0, length), out OptionAckPacket oack);
        OptionAckStatus answer = OptionNegotiator.Accept(asked, opcode, oack, out OptionList accepted);

        // One assertion of the whole: a hundred thousand arrangements go through here.
        if (!isWhole || granted != Expect(asked, opcode) || status != ParseStatus.Ok || answer != OptionAckStatus.Ok
            || accepted != granted)
        {
            Assert.Fail($"{opcode} asked {OptionText.Of(asked)}: granted {OptionText.Of(granted)}, answer {answer}");
        }
    }
}
