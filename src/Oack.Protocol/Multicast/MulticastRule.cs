using Oack.Protocol.Transfer;

namespace Oack.Protocol.Multicast;

/// <summary>One row of <see cref="MulticastRules"/>.</summary>
/// <param name="Role">Whose state it speaks of.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Input">What happens.</param>
/// <param name="Disposition">What is made of it.</param>
/// <param name="Next">Where it stands then.</param>
/// <param name="Action">What is done.</param>
/// <param name="Source">Where the rule comes from.</param>
public sealed record MulticastRule(
    MulticastRole Role,
    MulticastState State,
    MulticastInput Input,
    Disposition Disposition,
    MulticastState Next,
    MulticastAction Action,
    string Source);
