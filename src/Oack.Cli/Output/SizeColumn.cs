using Spectre.Console;
using Spectre.Console.Rendering;

namespace Oack.Cli.Output;

/// <summary>Bytes so far, and in all where that is known, in the units of all other output.</summary>
internal sealed class SizeColumn : ProgressColumn
{
    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.IsIndeterminate ? Units.Bytes(task.Value) : $"{Units.Bytes(task.Value)} of {Units.Bytes(task.MaxValue)}");

    /// <inheritdoc/>
    protected override bool NoWrap => true;
}
