using Spectre.Console;
using Spectre.Console.Rendering;

namespace Oack.Cli.Output;

/// <summary>Bytes per second at present, in the units of all other output.</summary>
internal sealed class RateColumn : ProgressColumn
{
    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.Speed is { } speed ? Units.Rate(speed) : "");

    /// <inheritdoc/>
    protected override bool NoWrap => true;
}
