using Oack.Client;
using Oack.Protocol.Wire;
using Spectre.Console;

namespace Oack.Cli.Output;

/// <summary>
/// The bar of a transfer on a terminal: share, bytes, rate, time left. It shows after a third of a second, so that
/// short transfers do not flicker, and leaves nothing behind.
/// </summary>
internal sealed class ProgressDisplay : IProgress<TransferProgress>
{
    private static readonly TimeSpan s_quietStart = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private TransferProgress _latest;

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        lock (_lock)
        {
            _latest = value;
        }
    }

    /// <summary>Shows the bar until the transfer has ended, in whatever way.</summary>
    public async Task ShowAsync(IAnsiConsole console, string name, Task transfer)
    {
        if (await EndsWithin(transfer, s_quietStart))
        {
            return;
        }

        await console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SizeColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                string title = PacketText.Escape(name);
                ProgressTask task = context.AddTask(Markup.Escape(title));
                do
                {
                    Update(task, title);
                }
                while (!await EndsWithin(transfer, s_refresh));
                task.StopTask();
            });
    }

    private static async Task<bool> EndsWithin(Task transfer, TimeSpan time) =>
        await Task.WhenAny(transfer, Task.Delay(time)) == transfer;

    /// <summary>The name and, of a get by multicast, the part in the group and what is missing.</summary>
    internal static string Describe(string title, GroupPart? group)
    {
        if (group is null)
        {
            return title;
        }

        string missing = group.MissingBlocks > 0 ? $", {Units.Count(group.MissingBlocks, "block")} missing" : "";
        return $"{title} ({(group.IsMaster ? "master" : "listening")}{missing})";
    }

    private void Update(ProgressTask task, string title)
    {
        TransferProgress latest;
        lock (_lock)
        {
            latest = _latest;
        }

        task.Description = Markup.Escape(Describe(title, latest.Group));
        task.IsIndeterminate = latest.TotalBytes is null;
        task.MaxValue = Math.Max(1, latest.TotalBytes ?? latest.Bytes + 1);
        task.Value = latest.Bytes;
    }
}
