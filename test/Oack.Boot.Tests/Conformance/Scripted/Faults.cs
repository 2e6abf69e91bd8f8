namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>For each check a server that is broken in the way that the check looks for; some checks have several.</summary>
internal static class Faults
{
    private static readonly Dictionary<string, (string Check, Action<ModelServer> Break)> s_all = [];

    static Faults()
    {
        RequestFaults.Add(Add);
        TransferFaults.Add(Add);
        OptionFaults.Add(Add);
        ClientFaults.Add(Add);
    }

    /// <summary>The faults by name, each with the check that finds it.</summary>
    public static IReadOnlyDictionary<string, (string Check, Action<ModelServer> Break)> All => s_all;

    /// <summary>A server that changes what it sends.</summary>
    public static Action<ModelServer> Sends(Func<ModelPacket, ModelPacket> change) =>
        server => server.Outgoing = packet => [change(packet)];

    /// <summary>A server that does not send some packets.</summary>
    public static Action<ModelServer> Drops(Func<ModelPacket, bool> isDropped) =>
        server => server.Outgoing = packet => isDropped(packet) ? [] : [packet];

    /// <summary>A server that deals with some packets in a way of its own.</summary>
    public static Action<ModelServer> Takes(Func<ModelPacket, bool> isTaken, Action<ModelServer, ModelPacket> deal) =>
        server => server.Incoming = (one, packet) =>
        {
            bool isIts = isTaken(packet);
            if (isIts)
            {
                deal(one, packet);
            }

            return isIts;
        };

    /// <summary>A server that answers some packets with bytes of its own, from a new port.</summary>
    public static Action<ModelServer> Answers(Func<ModelPacket, bool> isTaken, Func<ModelPacket, byte[]> answer) =>
        Takes(isTaken, (server, packet) => server.Send(packet.From, 31_000, answer(packet)));

    /// <summary>A server with a habit.</summary>
    public static Action<ModelServer> Has(Action<ModelHabits> habit) => server => habit(server.Habits);

    private static void Add(string check, string fault, Action<ModelServer> breakIt) => s_all.Add(fault, (check, breakIt));
}
