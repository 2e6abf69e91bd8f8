using System.Net;
using System.Text;
using Oack.Protocol;
using Oack.Protocol.Wire;
using Xunit;

namespace Oack.Content.Tests;

/// <summary>A directory of its own for one test, served; and beside it a directory that must stay out of reach.</summary>
internal sealed class Serving : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("oack-content-").FullName;
    private DirectoryContent? _content;

    public Serving(Way way, Func<DirectoryContentOptions, DirectoryContentOptions>? configure = null)
    {
        Root = Path.Combine(_base, "root");
        Outside = Path.Combine(_base, "root-private");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Outside);
        DirectoryContentOptions options = new()
        {
            Root = Root,
            MinFreeBytes = 0,
            Containment = Enum.Parse<Containment>(way.ToString()),
        };
        Options = configure is null ? options : configure(options);
    }

    public static IPAddress Client { get; } = IPAddress.Parse("192.0.2.7");

    public string Root { get; }

    public string Outside { get; }

    public DirectoryContentOptions Options { get; }

    public DirectoryContent Content => _content ??= new(Options);

    public static Serving Uploads(Way way, WriteMode mode = WriteMode.Overwrite) => new(way, options => options with { WriteMode = mode });

    public string At(string relative) => Path.Combine(Root, relative);

    public string Write(string relative, string text)
    {
        string path = At(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Link(string relative, string target) => File.CreateSymbolicLink(At(relative), target);

    public static ContentRequest Ask(ReadOnlySpan<byte> name, IPAddress? client = null, long? announced = null) =>
        new(name.ToArray(), client ?? Client, TransferMode.Octet, announced);

    public async Task<ContentOpening<ReadContent>> OpenAsync(ReadOnlyMemory<byte> name, IPAddress? client = null) =>
        await Content.OpenReadAsync(Ask(name.Span, client), TestContext.Current.CancellationToken);

    public async Task<ReadContent> OpenOkAsync(string name)
    {
        ContentOpening<ReadContent> opening = await OpenAsync(Encoding.UTF8.GetBytes(name));
        Assert.Null(opening.Refusal);
        return opening.Content!;
    }

    /// <summary>The text of a file, or the code and message of the refusal: <c>ERROR 1 File not found: x</c>.</summary>
    public async Task<string> GetAsync(ReadOnlyMemory<byte> name, IPAddress? client = null)
    {
        ContentOpening<ReadContent> opening = await OpenAsync(name, client);
        if (opening.Content is not { } content)
        {
            return $"ERROR {(int)opening.Refusal!.Code} {opening.Refusal.Message}";
        }

        using (content)
        {
            return Encoding.Latin1.GetString(await Reading.ToEndAsync(content));
        }
    }

    public Task<string> GetAsync(string name, IPAddress? client = null) => GetAsync(Encoding.UTF8.GetBytes(name), client);

    public async Task<ContentRefusal> RefusalAsync(string name) => (await OpenAsync(Encoding.UTF8.GetBytes(name))).Refusal!;

    public async Task<ContentOpening<WriteContent>> OpenWriteAsync(string name, long? announced = null, IPAddress? client = null) =>
        await Content.OpenWriteAsync(Ask(Encoding.UTF8.GetBytes(name), client, announced), TestContext.Current.CancellationToken);

    /// <summary>Stores a text; null when stored, else the refusal, wherever it came.</summary>
    public async Task<ContentRefusal?> PutAsync(string name, string text, long? announced = null, IPAddress? client = null)
    {
        ContentOpening<WriteContent> opening = await OpenWriteAsync(name, announced, client);
        if (opening.Content is not { } content)
        {
            return opening.Refusal;
        }

        using (content)
        {
            return await Reading.StoreAsync(content, Encoding.Latin1.GetBytes(text));
        }
    }

    public async Task<ErrorCode?> PutCodeAsync(string name, string text = "new", long? announced = null) =>
        (await PutAsync(name, text, announced))?.Code;

    /// <summary>Every name below the root, hidden ones too.</summary>
    public string[] Listing() =>
        [.. Directory.EnumerateFileSystemEntries(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    /// <summary>The listing, once it has so many names: what was aborted goes when its last write has ended.</summary>
    public string[] SettledListing(int names)
    {
        SpinWait.SpinUntil(() => Listing().Length == names, TimeSpan.FromSeconds(30));
        return Listing();
    }

    public void Dispose()
    {
        _content?.Dispose();
        if (OperatingSystem.IsWindows())
        {
            Directory.Delete(_base, recursive: true);
            return;
        }

        // .NET cannot name every file that these tests make.
        Shell.Run("rm", "-rf", "--", _base);
    }
}
