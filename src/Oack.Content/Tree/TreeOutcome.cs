namespace Oack.Content;

/// <summary>A status with the system's own words, for the operator's log.</summary>
internal readonly record struct TreeOutcome(TreeStatus Status, string? Detail = null)
{
    public static TreeOutcome Ok { get; }

    public bool IsOk => Status == TreeStatus.Ok;

    public static implicit operator TreeOutcome(TreeStatus status) => new(status);
}
