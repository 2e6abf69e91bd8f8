using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Oack.Boot;

/// <summary>
/// Which file each kind of client boots: what was said by hand, else the first of a kind's usual names that is there. It
/// never tells iPXE to load what may be iPXE, so that chain-loading ends.
/// </summary>
public sealed class BootFileTable
{
    /// <summary>The longest file name, in bytes: what one option holds (RFC 2132 §2).</summary>
    public const int MaxFileBytes = 255;

    private static readonly (BootClientKind Kind, string Word, string[] Usual)[] s_kinds =
    [
        (BootClientKind.Bios, "bios", ["pxelinux.0", "lpxelinux.0", "grub/i386-pc/core.0", "boot/grub/i386-pc/core.0", "undionly.kpxe", "ipxe.pxe"]),
        (BootClientKind.Ia32, "ia32", ["bootia32.efi", "shimia32.efi", "grubia32.efi", "grubnetia32.efi", "bootnetia32.efi", "ipxe-ia32.efi", "syslinux32.efi"]),
        (BootClientKind.X64, "x64",
            ["bootx64.efi", "shimx64.efi", "grubx64.efi", "grubnetx64.efi", "bootnetx64.efi", "grub/x86_64-efi/core.efi", "boot/grub/x86_64-efi/core.efi", "ipxe.efi", "snponly.efi", "syslinux.efi"]),
        (BootClientKind.Arm32, "arm32", ["bootarm.efi", "grubarm.efi", "grub/arm-efi/core.efi", "boot.scr"]),
        (BootClientKind.Arm64, "arm64",
            ["bootaa64.efi", "shimaa64.efi", "grubaa64.efi", "grubnetaa64.efi", "bootnetaa64.efi", "grub/arm64-efi/core.efi", "ipxe-arm64.efi", "snponly-arm64.efi", "boot.scr"]),
        (BootClientKind.RiscV64, "riscv64", ["bootriscv64.efi", "grubriscv64.efi", "grub/riscv64-efi/core.efi"]),
        (BootClientKind.Ipxe, "ipxe", ["boot.ipxe", "autoexec.ipxe", "menu.ipxe"]),
        (BootClientKind.Apple, "apple", ["boot.efi", "i386/booter"]),
        (BootClientKind.Ia32Http, "ia32-http", []),
        (BootClientKind.X64Http, "x64-http", []),
        (BootClientKind.Arm64Http, "arm64-http", []),
    ];

    // Loaders that are certainly not iPXE, by how their names begin.
    private static readonly string[] s_otherLoaders =
        ["pxelinux", "lpxelinux", "grub", "core.", "shim", "syslinux", "bootnet"];

    private static readonly string[] s_ipxeNames = ["ipxe", "gpxe", "undionly", "snponly", "snp.", "undi.", "autoipxe"];

    private readonly Dictionary<BootClientKind, string> _said = [];
    private readonly Func<string, bool> _isThere;

    /// <summary>A table of usual names.</summary>
    /// <param name="isThere">Whether a file is there to be fetched; called for each client, from one thread at a time.</param>
    public BootFileTable(Func<string, bool> isThere)
    {
        ArgumentNullException.ThrowIfNull(isThere);
        _isThere = isThere;
    }

    /// <summary>The words for the kinds of clients: <c>bios</c>, <c>x64</c> …</summary>
    public static IReadOnlyList<string> Words { get; } = [.. s_kinds.Select(kind => kind.Word)];

    /// <summary>The word for a kind.</summary>
    public static string WordOf(BootClientKind kind) => s_kinds[(int)kind].Word;

    /// <summary>The names that are looked for when nobody said another, the first first.</summary>
    public static IReadOnlyList<string> UsualNames(BootClientKind kind) => s_kinds[(int)kind].Usual;

    /// <summary>Takes <c>x64=grubx64.efi</c>; false with the fault where it is none, or would make iPXE load itself.</summary>
    public bool TryAdd(string text, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        int mark = text.IndexOf('=', StringComparison.Ordinal);
        string word = mark < 0 ? text : text[..mark];
        string file = mark < 0 ? "" : text[(mark + 1)..];
        int index = Array.FindIndex(s_kinds, kind => string.Equals(kind.Word, word, StringComparison.OrdinalIgnoreCase));
        if (index < 0 || mark < 0)
        {
            fault = $"'{text}' is not ARCH=FILE; ARCH is one of {string.Join(", ", Words)}";
            return false;
        }

        if (file.Length == 0 || Encoding.UTF8.GetByteCount(file) > MaxFileBytes || file.Any(char.IsControl))
        {
            fault = $"'{text}' names no file: 1 to {MaxFileBytes} bytes, without control characters";
            return false;
        }

        BootClientKind kind = s_kinds[index].Kind;
        if (IsHttpKind(kind) && !IsUrl(file))
        {
            fault = $"{word} boots over HTTP and needs a URL: --boot {word}=http://SERVER/{file}";
            return false;
        }

        if (_said.TryGetValue(kind, out string? before) && before != file)
        {
            fault = $"{word} is given twice: {before} and {file}";
            return false;
        }

        _said[kind] = file;
        fault = FindLoop();
        if (fault is not null && before is null)
        {
            _said.Remove(kind);
        }

        return fault is null;
    }

    /// <summary>What a client boots.</summary>
    public BootChoice Choose(BootClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Kind is not { } kind)
        {
            return new(null, $"{client.Name} is not known here; --boot knows {string.Join(", ", Words)}");
        }

        BootChoice choice = client.IsIpxe ? ChooseForIpxe(client) : Choose(kind);
        if (choice.HasFile && IsUrl(choice.File) && !client.IsHttp && !client.IsIpxe)
        {
            return new(null, $"{choice.File} is a URL, and {client.Name} without HTTP cannot load one; name a file");
        }

        return choice;
    }

    /// <summary>What this kind boots, without a look at who asks.</summary>
    public BootChoice Choose(BootClientKind kind)
    {
        string word = WordOf(kind);
        if (_said.TryGetValue(kind, out string? said))
        {
            return new(said, $"--boot {word}");
        }

        if (HttpAlternative(kind) is { } plain)
        {
            return _said.TryGetValue(plain, out string? url) && IsUrl(url)
                ? new(url, $"--boot {WordOf(plain)}")
                : new(null, $"it boots over HTTP; --boot {word}=http://SERVER/FILE would answer it");
        }

        string[] usual = s_kinds[(int)kind].Usual;
        foreach (string name in usual)
        {
            if (_isThere(name))
            {
                return new(name, $"the first of the usual names for {word} that is there");
            }
        }

        return kind == BootClientKind.Apple
            ? Choose(BootClientKind.X64)
            : new(null, $"none of {string.Join(", ", usual)} is there; --boot {word}=FILE names another");
    }

    private BootChoice ChooseForIpxe(BootClient client)
    {
        BootChoice script = Choose(BootClientKind.Ipxe);
        if (script.HasFile || client.MachineKind is not { } machine)
        {
            return script;
        }

        BootChoice loader = Choose(machine);
        return loader.HasFile && IsOtherLoader(loader.File)
            ? loader with { Reason = loader.Reason + ", which is not iPXE" }
            : new(null, $"{script.Reason}. {(loader.HasFile ? loader.File + " may be iPXE, which would load itself for ever" : loader.Reason)}");
    }

    /// <summary>What would make iPXE load iPXE, or null.</summary>
    private string? FindLoop()
    {
        if (!_said.TryGetValue(BootClientKind.Ipxe, out string? file))
        {
            return null;
        }

        bool isOthers = _said.Any(said => said.Key != BootClientKind.Ipxe && said.Value == file);
        return IsIpxeBinary(file) || (isOthers && !IsOtherLoader(file))
            ? $"ipxe={file} would make iPXE load itself for ever; name a script, for example ipxe=boot.ipxe"
            : null;
    }

    private static bool IsHttpKind(BootClientKind kind) => HttpAlternative(kind) is not null;

    private static BootClientKind? HttpAlternative(BootClientKind kind) => kind switch
    {
        BootClientKind.Ia32Http => BootClientKind.Ia32,
        BootClientKind.X64Http => BootClientKind.X64,
        BootClientKind.Arm64Http => BootClientKind.Arm64,
        _ => null,
    };

    internal static bool IsUrl(string file) =>
        file.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || file.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    internal static bool IsIpxeBinary(string file)
    {
        string name = NameOf(file);
        bool isProgram = name.EndsWith(".efi", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("pxe", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".ipxe", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".lkrn", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".0", StringComparison.Ordinal);
        return isProgram && s_ipxeNames.Any(mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOtherLoader(string file) =>
        s_otherLoaders.Any(start => NameOf(file).StartsWith(start, StringComparison.OrdinalIgnoreCase)) && !IsIpxeBinary(file);

    private static string NameOf(string file) => file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
}
