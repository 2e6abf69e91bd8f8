namespace Oack.Boot.Link;

/// <summary>A network interface that cannot be used; the message names it, the cause and what to do.</summary>
public sealed class BootLinkException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="message">It, the cause and the next step.</param>
    public BootLinkException(string interfaceName, string message)
        : base(message) => InterfaceName = interfaceName;

    /// <summary>The interface.</summary>
    public string InterfaceName { get; }
}
