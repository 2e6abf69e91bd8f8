using Oack.Boot.Firmware;
using static Oack.Boot.Tests.Conformance.Scripted.Faults;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Faults that only some clients suffer from, and faults of uploads.</summary>
internal static class ClientFaults
{
    private const int Read = 1;
    private const int Data = 3;
    private const int Ack = 4;
    private const int Error = 5;
    private const int OptionAck = 6;

    public static void Add(Action<string, string, Action<ModelServer>> add)
    {
        AddHabits(add);
        AddUploads(add);
    }

    private static void AddHabits(Action<string, string, Action<ModelServer>> add)
    {
        add("habit-five-byte-ack", "an ACK has four bytes or none", Answers(packet => packet.Opcode == Ack && packet.Bytes.Length != 4, _ => ModelPacket.Error(4, "malformed ACK")));
        add("habit-four-byte-error", "an ERROR without text is not heard", Takes(packet => packet.Opcode == Error && packet.Bytes.Length < 5, (_, _) => { }));
        add("habit-leading-slash", "a slash in front finds something else", Answers(packet => packet.Opcode == Read && packet.Bytes[2] == '/', _ => ModelPacket.Data(1, "other"u8)));
        add("habit-backslash", "a backslash is not answered", Takes(packet => packet.Text.Contains('\\', StringComparison.Ordinal), (_, _) => { }));
        foreach (FirmwareProfile profile in FirmwareProfiles.All)
        {
            add("client-" + profile.Key, $"the server falls silent on {profile.Key}", Drops(packet => packet.Opcode == Data));
        }

        add("client-edk2", "an unrequested option stops EDK2", Sends(packet => packet.Opcode == OptionAck ? packet.With([.. packet.Bytes, .. "rollover\00\0"u8]) : packet));
        add("client-grub", "names in upper case stop GRUB", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("tsize", "TSIZE") : packet));
        add("client-uboot", "a larger block size stops U-Boot", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("1468", "1500") : packet));
        add("client-pxelinux", "an unknown option stops PXELINUX", Sends(packet => packet.Opcode == OptionAck ? packet.With([.. packet.Bytes, .. "hello\01\0"u8]) : packet));
        add("client-ipxe", "iPXE gets other bytes", Sends(packet => packet.Opcode == Data ? packet.With(ModelPacket.Data(packet.Number, new byte[packet.Bytes.Length - 4])) : packet));
    }

    private static void AddUploads(Action<string, string, Action<ModelServer>> add)
    {
        add("rfc1350-write", "DATA is not acknowledged", Drops(packet => packet.Opcode == Ack && packet.Number > 0));
        add("rfc1350-write", "a WRQ is not answered", Drops(packet => packet.Opcode == Ack));
        add("rfc1350-write", "what is stored is changed", server => server.Incoming = (one, packet) =>
        {
            if (packet.Opcode == Data)
            {
                packet.Bytes[^1] ^= 1;
            }

            return false;
        });
        add("rfc1350-write-empty-block", "an empty block does not count", Takes(packet => packet.Opcode == Data && packet.Bytes.Length == 4, (_, _) => { }));
        add("rfc1350-write-duplicate-data", "duplicates are stored too", Has(habits => habits.StoresDuplicates = true));
        add("rfc1350-write-foreign-data", "a stranger's DATA is stored", Has(habits => habits.TrustsStrangers = true));
        add("rfc1350-write-dally", "the last DATA is sent back", AnswersLastDataWithData);
        add("rfc2347-write-options", "the size comes back changed", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("2065", "0") : packet));
        add("rfc7440-write-window", "a window is not acknowledged", Drops(packet => packet.Opcode == Ack && packet.Number == 4));
        add("rfc7440-write-window", "a larger window is granted", Sends(packet => packet.Opcode == OptionAck ? packet.Replace("windowsize\04", "windowsize\09") : packet));
    }

    private static void AnswersLastDataWithData(ModelServer server)
    {
        int acks = 0;
        server.Outgoing = packet => [packet.Opcode == Ack && packet.Number == 1 && ++acks % 2 == 0 ? packet.With(ModelPacket.Data(1, "what"u8)) : packet];
    }
}
