using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Oack.Server.Tests.Support;

internal sealed class ListLogger : ILogger<TftpServer>
{
    internal sealed record Line(int Id, LogLevel Level, string Text, IReadOnlyDictionary<string, object?> Fields);

    internal ConcurrentQueue<Line> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Dictionary<string, object?> fields = [];
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (KeyValuePair<string, object?> pair in pairs)
            {
                fields[pair.Key] = pair.Value;
            }
        }

        Lines.Enqueue(new Line(eventId.Id, logLevel, formatter(state, exception), fields));
    }
}
