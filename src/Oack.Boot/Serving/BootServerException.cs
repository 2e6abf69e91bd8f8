namespace Oack.Boot.Serving;

/// <summary>A boot server that cannot begin; the message names the thing, the cause and the next step.</summary>
public sealed class BootServerException : Exception
{
    /// <summary>A failure.</summary>
    public BootServerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
