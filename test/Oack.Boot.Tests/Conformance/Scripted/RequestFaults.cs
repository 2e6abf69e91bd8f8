using System.Text;
using static Oack.Boot.Tests.Conformance.Scripted.Faults;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Faults in how requests are taken.</summary>
internal static class RequestFaults
{
    private const int Read = 1;
    private const int Error = 5;

    public static void Add(Action<string, string, Action<ModelServer>> add)
    {
        add("rfc1350-not-found", "missing files are an undefined error", Sends(packet => packet.Opcode == Error ? packet.With(ModelPacket.Error(0, "gone")) : packet));
        add("rfc1350-not-found", "missing files are not answered", Drops(packet => packet.Opcode == Error));
        add("rfc1350-error-form", "the text of an ERROR has no NUL", Sends(packet => packet.Opcode == Error ? packet.With(packet.Bytes[..^1]) : packet));
        add("rfc1350-error-form", "memory leaks out behind an ERROR", Sends(packet => packet.Opcode == Error ? packet.With([.. packet.Bytes, 1, 2, 3]) : packet));
        add("rfc1350-error-form", "the text of an ERROR is binary", Sends(packet => packet.Opcode == Error ? packet.With([0, 5, 0, 1, 0xFE, 0x1B, 0]) : packet));
        add("rfc1350-mode-unknown", "any mode is served", Has(habits => habits.ServesAnyMode = true));
        add("rfc1123-mode-mail", "mail is served", Has(habits => habits.ServesAnyMode = true));
        add("rfc1350-error-unanswered", "an ERROR is answered with an ERROR", Answers(packet => packet.Opcode == Error && packet.To.Port == 69, _ => ModelPacket.Error(5, "who are you")));
        add("rfc1123-names-kept-inside", "names lead up", Answers(packet => packet.Opcode == Read && packet.Text.Contains("..", StringComparison.Ordinal), Passwd));
        add("rfc1123-names-kept-inside", "only backslashes lead up", Answers(packet => packet.Opcode == Read && packet.Text.Contains(@"..\", StringComparison.Ordinal), Passwd));
        add("rfc1123-names-kept-inside", "absolute names are taken so", Answers(packet => packet.Opcode == Read && packet.Text.Contains("/etc/passwd", StringComparison.Ordinal) && !packet.Text.Contains("..", StringComparison.Ordinal), Passwd));
        add("rfc2347-not-found-options", "a missing file gets an OACK", Answers(packet => packet.Opcode == Read && packet.Text.Contains("tsize", StringComparison.Ordinal), _ => ModelPacket.OptionAck("tsize", "0")));
        add("robust-rubbish", "a short packet kills it", Takes(packet => packet.Bytes.Length < 2, (server, _) => server.IsDead = true));
        add("robust-rubbish", "a name without NUL kills it", Takes(packet => packet.Opcode == Read && packet.Bytes.AsSpan(2).IndexOf((byte)0) < 0, (server, _) => server.IsDead = true));
        add("robust-rubbish", "a short packet swallows the next", SwallowsTheNext);
        add("robust-rubbish", "a format string kills it", Takes(packet => packet.Text.Contains("%n", StringComparison.Ordinal), (server, _) => server.IsDead = true));
    }

    private static void SwallowsTheNext(ModelServer server)
    {
        bool isHungry = false;
        server.Incoming = (_, packet) =>
        {
            bool isSwallowed = isHungry;
            isHungry = !isSwallowed && packet.Bytes.Length < 2;
            return isSwallowed || isHungry;
        };
    }

    private static byte[] Passwd(ModelPacket packet) => ModelPacket.Data(1, Encoding.ASCII.GetBytes("root:x:0:0:root:/:/bin/sh\n"));
}
