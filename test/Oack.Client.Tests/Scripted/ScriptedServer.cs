using System.Net;
using Oack.Protocol.Wire;

namespace Oack.Client.Tests.Scripted;

/// <summary>
/// A server on loopback that does what a test says, packet by packet, on a task of its own. A wait that lasts longer
/// than ten seconds fails the script, and with it the test that awaits it.
/// </summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly ScriptedPort _listener;
    private readonly List<ScriptedPort> _ports = [];

    public ScriptedServer(string address = "127.0.0.1")
    {
        Address = IPAddress.Parse(address);
        _listener = new ScriptedPort(Address);
    }

    public IPAddress Address { get; }

    public int Port => _listener.Port;

    /// <summary>What was asked, in order, as text.</summary>
    public List<string> Requests { get; } = [];

    public TftpUri Uri(string name = "file") => TftpUri.Parse($"tftp://{Address}:{Port}/{name}");

    /// <summary>Plays a script on a thread of its own: it blocks, and must not keep the pool from others.</summary>
    public Task Play(Action<ScriptedServer> script) => Task.Factory.StartNew(
        () => script(this), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits for a request and gives the transfer a port of its own, towards the client that asked.</summary>
    public ScriptedPort TakeRequest(string? answerFrom = null)
    {
        byte[] request = _listener.Receive();
        Requests.Add(PacketText.Describe(request));
        ScriptedPort port = new(answerFrom is null ? Address : IPAddress.Parse(answerFrom)) { Client = _listener.Client };
        _ports.Add(port);
        return port;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _ports.ForEach(port => port.Dispose());
    }
}
