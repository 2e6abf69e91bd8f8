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
                ProgressTask task = context.AddTask(Markup.Escape(PacketText.Escape(name)));
                do
                {
                    Update(task);
                }
                while (!await EndsWithin(transfer, s_refresh));
                task.StopTask();
            });
    }

    private static async Task<bool> EndsWithin(Task transfer, TimeSpan time) =>
        await Task.WhenAny(transfer, Task.Delay(time)) == transfer;

    private void Update(ProgressTask task)
    {
        TransferProgress latest;
        lock (_lock)
        {
            latest = _latest;
        }

        task.IsIndeterminate = latest.TotalBytes is null;
        task.MaxValue = Math.Max(1, latest.TotalBytes ?? latest.Bytes + 1);
        task.Value = latest.Bytes;
    }
}
