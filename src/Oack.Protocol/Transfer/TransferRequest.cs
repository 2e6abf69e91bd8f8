using Oack.Protocol.Options;
using Oack.Protocol.Wire;

namespace Oack.Protocol.Transfer;

/// <summary>What a client asks, kept to be sent again.</summary>
internal sealed record TransferRequest(Opcode Opcode, ReadOnlyMemory<byte> FileName, TransferMode Mode, OptionList Asked);
