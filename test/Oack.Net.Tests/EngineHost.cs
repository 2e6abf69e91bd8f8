using System.Net;
using Oack.Net.Platform;

namespace Oack.Net.Tests;

/// <summary>An engine that runs on a thread of its own for the length of a test.</summary>
internal sealed class EngineHost : IDisposable
{
    private readonly Thread _thread;
    private readonly Action _stop;
    private Exception? _failure;

    public EngineHost(EngineOptions options, IDatagramShard shard, Action stop, SocketPoller? poller = null, TimeProvider? time = null)
    {
        Engine = poller is null ? DatagramEngine.Bind(options) : DatagramEngine.BindPortable(options, poller);
        _stop = stop;
        _thread = new Thread(() =>
        {
            try
            {
                Engine.Run(shard, time ?? TimeProvider.System);
            }
            catch (Exception exception)
            {
                _failure = exception;
            }
        });
        _thread.Start();
    }

    public DatagramEngine Engine { get; }

    public IPEndPoint Endpoint => Engine.LocalEndpoints[0];

    public int Port => Endpoint.Port;

    public static EngineHost Start(
        EngineKind kind, ScriptedShard shard, string listen, EngineOptions? options = null, SocketPoller? poller = null, TimeProvider? time = null)
    {
        Assert.True(ListenAddress.TryParse(listen, out IReadOnlyList<IPEndPoint> endpoints, out string error), error);
        return new((options ?? new()) with { Listen = endpoints, Kind = kind }, shard, shard.Stop, poller, time);
    }

    /// <summary>Waits for the loop to end.</summary>
    public void Join()
    {
        Assert.True(_thread.Join(TestTimeouts.Patience), "the loop did not end");
        Assert.Null(_failure);
    }

    public void Dispose()
    {
        _stop();
        Join();
        Engine.Dispose();
    }
}
