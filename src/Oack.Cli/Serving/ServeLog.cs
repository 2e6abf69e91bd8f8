using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Oack.Server;

namespace Oack.Cli.Serving;

/// <summary>
/// The log of <c>serve</c>: one line for each finished transfer and for whatever else the server says, as text or JSON.
/// </summary>
internal sealed class ServeLog(Action<string> write, bool isJson, bool isQuiet, bool isVerbose, TimeProvider time) : ILogger<TftpServer>
{
    // The server's own messages on what is told here in another way: where it listens, that it stops, each transfer.
    private static readonly int[] s_toldElsewhere = [1, 2, 3, 11, 12];

    // What the boot server says has fields: client, file.
    private const int FirstBootEvent = 101;

    private readonly LogLevel _least = isVerbose ? LogLevel.Debug : isQuiet ? LogLevel.Warning : LogLevel.Information;

    /// <summary>Writes the line of a finished transfer.</summary>
    public void Write(TransferRecord record)
    {
        if (!isQuiet || record.IsTrouble)
        {
            write(isJson ? record.ToJson() : Stamp + " " + record.ToText());
        }
    }

    /// <summary>Writes a message of the command itself.</summary>
    public void Write(LogLevel level, string message)
    {
        if (IsEnabled(level))
        {
            write(LineOf(level, message));
        }
    }

    /// <summary>A message of the command itself as it stands in the log.</summary>
    public string LineOf(LogLevel level, string message) =>
        isJson ? ToJson(level, 0, message) : level >= LogLevel.Warning ? $"{Stamp} {NameOf(level)}: {message}" : $"{Stamp} {message}";

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || Array.IndexOf(s_toldElsewhere, eventId.Id) >= 0)
        {
            return;
        }

        string message = formatter(state, exception);
        if (exception is not null)
        {
            message += ": " + (isVerbose ? exception.ToString().ReplaceLineEndings(" | ") : exception.Message.ReplaceLineEndings(" "));
        }

        write(isJson
            ? ToJson(logLevel, eventId.Id, message, eventId.Id >= FirstBootEvent ? state as IReadOnlyList<KeyValuePair<string, object?>> : null)
            : logLevel >= LogLevel.Warning ? $"{Stamp} {NameOf(logLevel)}: {message}" : $"{Stamp} {message}");
    }

    private string Stamp => time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        _ => "error",
    };

    private string ToJson(LogLevel level, int eventId, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields = null)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, NameOf(level));
            if (eventId != 0)
            {
                writer.WriteNumber("event"u8, eventId);
            }

            writer.WriteString("message"u8, message);
            foreach ((string name, object? value) in fields ?? [])
            {
                if (name is not ("Text" or "{OriginalFormat}") && value?.ToString() is { Length: > 0 } text)
                {
                    writer.WriteString(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), text);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
