using System.Text;
using Oack.Boot.Conformance.Talk;

namespace Oack.Boot.Conformance;

/// <summary>
/// The first look at a server: whether it answers, and which file may be read. A file that was not named is looked for
/// under usual names, one packet each.
/// </summary>
internal static class ServerSurvey
{
    // Loaders first: they are long enough for every check. The sample tree of this project last.
    private static readonly string[] s_usualNames =
    [
        "pxelinux.0", "lpxelinux.0", "undionly.kpxe", "ipxe.efi", "snponly.efi", "bootx64.efi", "grubx64.efi", "shimx64.efi",
        "grubnetx64.efi.signed", "bootnetx64.efi", "EFI/BOOT/BOOTX64.EFI", "boot/grub/x86_64-efi/core.efi", "bootaa64.efi", "grubaa64.efi",
        "syslinux.efi", "ldlinux.c32", "menu.c32", "memdisk", "vmlinuz", "linux", "kernel8.img", "bootcode.bin", "start4.elf", "config.txt",
        "pxelinux.cfg/default", "grub/grub.cfg", "boot/grub/grub.cfg", "grub.cfg", "boot.ipxe", "autoexec.ipxe", "README.txt", "README", "hello.txt",
        "test.txt", "test",
    ];

    // From here on a file is long enough for nearly every check, and the search ends.
    private const long GoodSize = 8 << 10;

    private const int MaxSilences = 3;
    private const int BlockSize = 512;
    private static readonly TimeSpan s_readTime = TimeSpan.FromSeconds(3);

    /// <summary>Looks at the server.</summary>
    internal static ServerFacts Run(ICheckNetwork network, CheckOptions options)
    {
        using CheckVisit visit = new(network, options, file: null);
        if (!TryHear(visit, out string silence))
        {
            return new ServerFacts(false, silence, null, "");
        }

        if (!options.FileName.IsEmpty)
        {
            string name = Encoding.Latin1.GetString(options.FileName.Span);
            ServedFile? file = Look(visit, name, MaxSilences, out string problem);
            return new ServerFacts(true, "", file is null ? null : Read(visit, file), problem);
        }

        ServedFile? best = null;
        foreach (string name in s_usualNames)
        {
            if (Look(visit, name, tries: 1, out _) is not { } found)
            {
                continue;
            }

            ServedFile known = Read(visit, found);
            best = best is null || known.Size > best.Size ? known : best;
            if (best.Size >= GoodSize)
            {
                break;
            }
        }

        return new ServerFacts(true, "", best, best is null ? "none of the usual names is there" : "");
    }

    /// <summary>Asks again, from a new port, while nothing comes: a lost packet must not pass for a dead server.</summary>
    private static CheckPacket Ask(CheckVisit visit, byte[] request, int tries, out CheckTalk talk)
    {
        for (int i = 1; ; i++)
        {
            talk = visit.Open();
            CheckPacket answer = talk.Ask(request);
            if (answer.Kind != CheckPacketKind.Nothing || i == tries)
            {
                return answer;
            }

            talk.Dispose();
        }
    }

    /// <summary>Whether anything answers a request.</summary>
    private static bool TryHear(CheckVisit visit, out string silence)
    {
        CheckPacket answer = Ask(visit, CheckPackets.Read("oack-check-no-such-file"), MaxSilences, out CheckTalk talk);
        using (talk)
        {
            bool isHeard = answer.Kind is not (CheckPacketKind.Nothing or CheckPacketKind.Unreachable);
            silence = isHeard ? "" : answer.Text;
            return isHeard;
        }
    }

    /// <summary>Whether a name can be read, and what the server tells about its size.</summary>
    private static ServedFile? Look(CheckVisit visit, string name, int tries, out string problem)
    {
        CheckPacket answer = Ask(visit, CheckPackets.Read(name, ("tsize", "0")), tries, out CheckTalk talk);
        talk.Dispose();
        problem = answer.Kind is CheckPacketKind.Data or CheckPacketKind.OptionAck ? "" : answer.Text;
        return problem.Length > 0 ? null : new ServedFile(name, [], IsWhole: false, answer.GrantedNumber("tsize") is >= 0 and var size ? size : null);
    }

    /// <summary>Reads the first bytes in lock-step: what all checks compare with.</summary>
    private static ServedFile Read(CheckVisit visit, ServedFile file)
    {
        CheckPacket data = Ask(visit, CheckPackets.Read(file.Name), MaxSilences, out CheckTalk talk);
        using CheckTalk reading = talk;
        List<byte> content = [];
        Protocol.Instant end = visit.Now + s_readTime;
        for (long block = 1; data.Kind == CheckPacketKind.Data; block++)
        {
            content.AddRange(data.Payload);
            if (data.Payload.Length < BlockSize)
            {
                talk.Acknowledge(block);
                talk.MarkEnded();
                return file with { Content = [.. content], IsWhole = true };
            }

            if (content.Count >= ServedFile.MaxContentBytes || visit.Now >= end)
            {
                break;
            }

            talk.Acknowledge(block);
            if (!talk.TryTakeBlock(block + 1, out data, out _))
            {
                break;
            }
        }

        return file with { Content = [.. content] };
    }
}
