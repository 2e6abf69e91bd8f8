namespace Oack.Boot.Serving;

/// <summary>A way for DHCP messages in and out.</summary>
internal interface IDhcpPort : IDisposable
{
    /// <summary>Begins to hand messages over, from threads of its own, until it is disposed.</summary>
    void Start(DhcpReceiver receiver);
}
