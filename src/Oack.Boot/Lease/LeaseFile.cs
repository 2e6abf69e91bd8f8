using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Oack.Boot.Dhcp;
using Oack.Protocol;

namespace Oack.Boot.Lease;

/// <summary>
/// A file of leases that outlives whatever ends the process: each change is a line of its own at the end, on the disk
/// before <see cref="Append"/> returns. A line that was cut, or is damaged otherwise, is known by its sum and left out.
/// <code>
///   192.0.2.100 bound 1767225600 01525400123456 01 525400123456 *9c6e51d2
///   address     state until      client         hardware        sum of what stands before
/// </code>
/// The file is written anew, beside the old one and then in its place, when it is opened and when most of its lines are
/// outdated. It is used by one thread at a time, and by one process.
/// </summary>
public sealed class LeaseFile : IDisposable
{
    /// <summary>How long the file may become, beyond twice what is needed, before it is written anew.</summary>
    private const int SpareLines = 1000;

    /// <summary>More is no file of leases: the longest range with the longest identifiers takes less.</summary>
    private const long MaxFileBytes = 64L << 20;

    private static readonly string[] s_states = ["offered", "bound", "free", "declined"];

    private readonly string _path;
    private readonly Dictionary<IPv4Address, DhcpLease> _leases = [];
    private readonly FileStream _lock;
    private FileStream _file;
    private int _lines;

    private LeaseFile(string path, FileStream held)
    {
        _path = path;
        _lock = held;
        _file = held;
    }

    /// <summary>What the file holds: one lease an address.</summary>
    public IReadOnlyCollection<DhcpLease> Leases => _leases.Values;

    /// <summary>How many lines were damaged, and left out, when the file was opened.</summary>
    public int DamagedLines { get; private set; }

    /// <summary>Opens a file, or makes one.</summary>
    /// <exception cref="IOException">It is no file of leases, another process uses it, or it cannot be written; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    public static LeaseFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream held;
        try
        {
            // Beside the file, because that one is replaced while the server runs.
            held = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path + ".lock"))
        {
            throw new IOException($"{path} is in use by another server; give each its own --lease-file", exception);
        }

        LeaseFile file = new(path, held);
        try
        {
            file.Read();
            file.WriteAnew();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a change down; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Append(DhcpLease lease)
    {
        ArgumentNullException.ThrowIfNull(lease);
        _file.Write(Encoding.ASCII.GetBytes(LineOf(lease)));
        _file.Flush(flushToDisk: true);
        _leases[lease.Address] = lease;
        if (++_lines > (2 * _leases.Count) + SpareLines)
        {
            WriteAnew();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void Read()
    {
        if (!File.Exists(_path))
        {
            return;
        }

        if (new FileInfo(_path).Length > MaxFileBytes)
        {
            throw new IOException($"{_path} has more than {MaxFileBytes >> 20} MiB: it is no file of leases; name another, or remove it");
        }

        int good = 0;
        foreach (string line in File.ReadLines(_path, Encoding.ASCII).Where(line => line.Length > 0))
        {
            if (TryParse(line, out DhcpLease? lease))
            {
                _leases[lease.Address] = lease;
                good++;
            }
            else
            {
                DamagedLines++;
            }
        }

        // A mistaken name must not cost somebody a file.
        if (good == 0 && DamagedLines > 1)
        {
            throw new IOException($"{_path} is no file of leases: none of its {DamagedLines} lines is one; name another, or remove it");
        }
    }

    private void WriteAnew()
    {
        string fresh = _path + ".new";
        FileStream file = new(fresh, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            file.Write(Encoding.ASCII.GetBytes(string.Concat(_leases.Values.OrderBy(lease => lease.Address).Select(LineOf))));
            file.Flush(flushToDisk: true);
            File.Move(fresh, _path, overwrite: true);
            FlushDirectory();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        if (!ReferenceEquals(_file, _lock))
        {
            _file.Dispose();
        }

        _file = file;
        _lines = _leases.Count;
    }

    /// <summary>Puts the file's new name on the disk; where the system has no such thing, its own habit has to do.</summary>
    private void FlushDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle directory =
            DirectoryCalls.Open(Path.GetDirectoryName(Path.GetFullPath(_path)) ?? "/", DirectoryCalls.ReadOnly);
        if (!directory.IsInvalid)
        {
            _ = DirectoryCalls.Flush(directory);
        }
    }

    internal static string LineOf(DhcpLease lease)
    {
        string hardware = lease.Hardware.ToString().Replace(":", "", StringComparison.Ordinal);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{lease.Address} {s_states[(int)lease.State]} {lease.Until.Ticks / TimeSpan.TicksPerSecond} {lease.Client} {lease.Hardware.Type:x2} {(hardware.Length > 0 ? hardware : "-")}");
        return string.Create(CultureInfo.InvariantCulture, $"{text} *{SumOf(text):x8}\n");
    }

    internal static bool TryParse(string line, [NotNullWhen(true)] out DhcpLease? lease)
    {
        const int SumLetters = 10;
        lease = null;
        if (line.Length < SumLetters || line[^SumLetters..^8] != " *"
            || !uint.TryParse(line[^8..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint sum)
            || sum != SumOf(line[..^SumLetters]))
        {
            return false;
        }

        string[] parts = line[..^SumLetters].Split(' ');
        int state = parts.Length == 6 ? Array.IndexOf(s_states, parts[1]) : -1;
        if (state < 0 || !IPv4Address.TryParse(parts[0], out IPv4Address address)
            || !long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long until) || until > uint.MaxValue * 2L
            || !byte.TryParse(parts[4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte type)
            || !TryParseHardware(type, parts[5], out HardwareAddress hardware))
        {
            return false;
        }

        lease = new DhcpLease(address, parts[3], hardware, (DhcpLeaseState)state, new Instant(until * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool TryParseHardware(byte type, string text, out HardwareAddress hardware)
    {
        hardware = HardwareAddress.From(type, []);
        if (text == "-")
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[HardwareAddress.MaxBytes];
        if (text.Length > 2 * HardwareAddress.MaxBytes
            || Convert.FromHexString(text, bytes, out _, out int written) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        hardware = HardwareAddress.From(type, bytes[..written]);
        return true;
    }

    // FNV-1a: it is to find what an interrupted write left, not what an enemy did.
    private static uint SumOf(string text)
    {
        uint sum = 2_166_136_261;
        foreach (char letter in text)
        {
            sum = (sum ^ letter) * 16_777_619;
        }

        return sum;
    }
}
