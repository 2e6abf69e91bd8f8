using Oack.Protocol.Observe;

namespace Oack.Trace.Report;

/// <summary>Several observers of one run; each hears everything, in the order given.</summary>
public sealed class CombinedObserver : IConversationObserver
{
    private readonly IConversationObserver[] _observers;

    /// <summary>Makes one of several.</summary>
    public CombinedObserver(params IReadOnlyCollection<IConversationObserver> observers)
    {
        ArgumentNullException.ThrowIfNull(observers);
        _observers = [.. observers];
    }

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
        foreach (IConversationObserver observer in _observers)
        {
            observer.OnPacket(transfer, packet, datagram);
        }
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding)
    {
        foreach (IConversationObserver observer in _observers)
        {
            observer.OnFinding(transfer, finding);
        }
    }

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
        foreach (IConversationObserver observer in _observers)
        {
            observer.OnEnded(transfer);
        }
    }
}
