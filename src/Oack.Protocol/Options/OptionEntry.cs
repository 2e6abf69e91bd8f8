namespace Oack.Protocol.Options;

/// <summary>One option with its value and the case its name came in.</summary>
/// <param name="Kind">Which option.</param>
/// <param name="Value">The value, in the option's own unit; saturated at <see cref="long.MaxValue"/>.</param>
/// <param name="UpperCaseMask">
/// Bit i is set when letter i of the name is upper case, so that an OACK repeats the name as the client wrote it (GRUB
/// compares names with case) without keeping the bytes.
/// </param>
public readonly record struct OptionEntry(OptionKind Kind, long Value, ushort UpperCaseMask = 0);
