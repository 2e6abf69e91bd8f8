using FsCheck;
using FsCheck.Fluent;
using Oack.Protocol.Options;
using Oack.Protocol.Tests.Data;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Options;

public sealed class GrantNeverExceedsTests
{
    private static readonly Gen<Case> Cases =
        from asked in Hostile.OptionLists
        from opcode in Gen.Elements(Opcode.ReadRequest, Opcode.WriteRequest)
        from mode in Gen.Elements(TransferMode.Octet, TransferMode.Netascii)
        from content in Gen.OneOf(Gen.Constant((long?)null), Hostile.Values.Select(value => (long?)value))
        from path in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 70_000).Select(value => (int?)value))
        from maxBlock in Gen.Choose(8, 65_464)
        from maxWindow in Gen.Choose(1, 65_535)
        from grantsTimeout in Gen.Elements(true, false)
        select new Case(asked, opcode, mode, content, path,
            new OptionPolicy { MaxBlockSize = maxBlock, MaxWindowBlocks = maxWindow, GrantsTimeout = grantsTimeout });

    [Fact]
    public void Grant_IsLegalAndNeverMoreThanAsked_When_AnythingIsAsked() =>
        Hostile.ForAll(Cases, test =>
        {
            OptionList granted = Grant(test);
            int place = 0;
            for (int i = 0; i < granted.Count; i++)
            {
                OptionEntry entry = granted[i];
                while (place < test.Asked.Count && test.Asked[place].Kind != entry.Kind)
                {
                    place++;
                }

                // Asked, in the order of the request, and with the name as it came.
                if (place == test.Asked.Count || test.Asked[place].UpperCaseMask != entry.UpperCaseMask
                    || !OptionRanges.MayBeGranted(entry.Kind, entry.Value) || !IsAllowed(test, entry, test.Asked[place].Value))
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void Client_AcceptsTheAnswer_When_TheServerGrantedIt() =>
        Hostile.ForAll(Cases, test =>
        {
            OptionList granted = Grant(test);
            byte[] oack = new byte[256];
            int length = OptionAckPacket.Write(oack, granted);
            return OptionAckPacket.TryParse(oack.AsSpan(0, length), out OptionAckPacket packet) == ParseStatus.Ok
                && OptionNegotiator.Accept(test.Asked, test.Opcode, packet, out OptionList accepted) == OptionAckStatus.Ok
                && accepted == granted;
        });

    private static bool IsAllowed(Case test, OptionEntry entry, long asked) => entry.Kind switch
    {
        OptionKind.BlockSize or OptionKind.BlockSize2 =>
            entry.Value <= asked && entry.Value <= test.Policy.MaxBlockSize && entry.Value <= Math.Max(8, test.Path ?? int.MaxValue),
        OptionKind.WindowSize => entry.Value <= asked && entry.Value <= test.Policy.MaxWindowBlocks,
        OptionKind.Timeout or OptionKind.MicrosecondTimeout => entry.Value == asked && test.Policy.GrantsTimeout,
        OptionKind.Rollover => entry.Value == asked,
        OptionKind.TransferSize => entry.Value == (test.Opcode == Opcode.ReadRequest ? test.Content : asked),
        OptionKind.MicrosoftWindow => asked == 31_416 && entry.Value == 27_182 && Grant(test).Contains(OptionKind.WindowSize),
        _ => false,
    };

    private static OptionList Grant(Case test) =>
        OptionNegotiator.Grant(test.Asked, test.Opcode, test.Mode, test.Content, test.Policy, test.Path);

    private sealed record Case(
        OptionList Asked, Opcode Opcode, TransferMode Mode, long? Content, int? Path, OptionPolicy Policy)
    {
        public override string ToString() =>
            $"{Opcode} {Mode} content={Content} path={Path} {Policy} asked: {OptionText.Of(Asked)}";
    }
}
