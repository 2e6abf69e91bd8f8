namespace Oack.Trace.Live;

/// <summary>Frames cannot be captured live; the message names the interface, the cause and what to do.</summary>
public sealed class LiveCaptureException : Exception
{
    /// <summary>A capture that cannot begin, or go on.</summary>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="message">What to tell the user.</param>
    public LiveCaptureException(string interfaceName, string message)
        : base(message) => InterfaceName = interfaceName;

    /// <summary>The interface.</summary>
    public string InterfaceName { get; }
}
