using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Oack.Protocol.Observe;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Trace.Report;

/// <summary>
/// Writes the files that transfers carry into a directory, while the capture is read: each block at its offset, netascii
/// decoded. Names are made safe and numbered where they collide; no link is followed and no file overwritten.
/// </summary>
public sealed class TraceExtract : IConversationObserver, IDisposable
{
    /// <summary>How many files are open at once; others are closed and opened again.</summary>
    private const int MaxOpen = 128;

    /// <summary>How often a name that is taken is tried with another number.</summary>
    private const int MaxNumber = 100_000;

    private readonly string _directory;
    private readonly Dictionary<ObservedTransfer, CarriedContent> _contents = [];
    private readonly Dictionary<ObservedTransfer, ExtractedFile> _files = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Name, string Digest), ExtractedFile> _known = [];
    private readonly List<CarriedContent> _open = new(MaxOpen);
    private long _packets;

    /// <summary>Starts with nothing; makes the directory where it is missing.</summary>
    /// <exception cref="IOException">The directory cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be made.</exception>
    public TraceExtract(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
    }

    /// <inheritdoc/>
    public void OnPacket(ObservedTransfer transfer, in ObservedPacket packet, ReadOnlySpan<byte> datagram)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        bool isCarried = packet is { Opcode: Opcode.Data, IsUnreachable: false, Block: > 0 }
            && packet.FromClient == transfer.IsWrite
            && packet.Disposition is not (Disposition.ForeignPeer or Disposition.Malformed)
            && datagram.Length >= DataPacket.HeaderBytes;
        if (!isCarried || _files.ContainsKey(transfer))
        {
            return;
        }

        _packets++;
        if (!_contents.TryGetValue(transfer, out CarriedContent? content))
        {
            _contents[transfer] = content = Begin(transfer);
        }
        else if (!content.IsOpen && content.Problem is null)
        {
            MakeRoom();
            content.Reopen();
            _open.Add(content);
        }

        content.LastUse = _packets;
        content.Write(packet.Block, packet.DataBytes, datagram[DataPacket.HeaderBytes..]);
    }

    /// <inheritdoc/>
    public void OnFinding(ObservedTransfer transfer, Finding finding)
    {
    }

    /// <inheritdoc/>
    public void OnEnded(ObservedTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        if (_contents.Remove(transfer, out CarriedContent? content))
        {
            _open.Remove(content);
            _files[transfer] = Finish(content);
        }
    }

    /// <summary>Ends all files, and removes those of transfers that are not wanted.</summary>
    /// <param name="transfers">The transfers whose files are wanted.</param>
    /// <returns>The files, in the order of the transfers.</returns>
    public IReadOnlyList<ExtractedFile> Finish(IReadOnlyList<ObservedTransfer> transfers)
    {
        ArgumentNullException.ThrowIfNull(transfers);
        foreach (ObservedTransfer transfer in _contents.Keys.ToArray())
        {
            OnEnded(transfer);
        }

        HashSet<ObservedTransfer> wanted = [.. transfers];
        foreach (ExtractedFile file in _files.Values.Where(file => !wanted.Contains(file.Transfer) && file.Path is not null).ToArray())
        {
            // Another transfer's equal file may have been dropped in favour of this one: it takes it over.
            ExtractedFile? heir = _files.Values.FirstOrDefault(other => other.SameAs == file.Transfer && wanted.Contains(other.Transfer));
            if (heir is null)
            {
                File.Delete(file.Path!);
                continue;
            }

            _files[heir.Transfer] = heir with { Path = file.Path, SameAs = null };
            foreach (ExtractedFile other in _files.Values.Where(other => other.SameAs == file.Transfer).ToArray())
            {
                _files[other.Transfer] = other with { SameAs = heir.Transfer };
            }
        }

        return [.. transfers.Where(_files.ContainsKey).Select(transfer => _files[transfer])];
    }

    /// <summary>Closes the files that are open.</summary>
    public void Dispose()
    {
        foreach (CarriedContent content in _contents.Values)
        {
            content.Dispose();
        }
    }

    private CarriedContent Begin(ObservedTransfer transfer)
    {
        MakeRoom();

        // Netascii stands as it was carried until its end is known: blocks may come in any order.
        string name = transfer.Mode == "netascii" ? string.Create(CultureInfo.InvariantCulture, $"transfer-{transfer.Id}.netascii") : SafeFileName.For(transfer);
        CarriedContent content = new(transfer);
        try
        {
            (SafeFileHandle handle, string path) = Create(name);
            content.Begin(handle, path);
            _open.Add(content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            content.Fail(exception.Message);
        }

        return content;
    }

    private ExtractedFile Finish(CarriedContent content)
    {
        ObservedTransfer transfer = content.Transfer;
        string name = SafeFileName.For(transfer);
        ExtractedFile file = content.Finish(() => Create(name));
        if (file is not { IsWhole: true, Sha256: { } digest })
        {
            return file;
        }

        if (_known.TryAdd((name, digest), file))
        {
            return file;
        }

        File.Delete(file.Path!);
        return file with { Path = null, SameAs = _known[(name, digest)].Transfer };
    }

    /// <summary>A new file; where the name is taken, by whatever, it gets a number.</summary>
    private (SafeFileHandle Handle, string Path) Create(string name)
    {
        int number = _numbers.GetValueOrDefault(name, 1);
        for (; number <= MaxNumber; number++)
        {
            string path = Path.Combine(_directory, number == 1 ? name : SafeFileName.Number(name, number));
            try
            {
                // CreateNew fails where anything is, a link to nowhere too.
                SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
                _numbers[name] = number + 1;
                return (handle, path);
            }
            catch (IOException) when (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            {
            }
        }

        throw new IOException($"cannot write {Path.Combine(_directory, name)}: too many files of that name are there");
    }

    /// <summary>Closes the file that has gone without a block for longest, if as many are open as may be.</summary>
    private void MakeRoom()
    {
        if (_open.Count == MaxOpen && _open.MinBy(content => content.LastUse) is { } idle)
        {
            idle.Close();
            _open.Remove(idle);
        }
    }
}
