namespace Oack.Protocol.Transfer;

/// <summary>One row of <see cref="TransferRules"/>.</summary>
/// <param name="Role">Which way the file goes, seen from the machine the rule is for.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Input">What happens.</param>
/// <param name="Disposition">What is made of it.</param>
/// <param name="Next">Where it stands then.</param>
/// <param name="Action">What is done.</param>
/// <param name="Source">Where the rule comes from.</param>
public sealed record TransferRule(
    TransferRole Role,
    TransferState State,
    TransferInput Input,
    Disposition Disposition,
    TransferState Next,
    TransferAction Action,
    string Source);
