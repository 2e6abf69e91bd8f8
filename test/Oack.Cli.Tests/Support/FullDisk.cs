using System.Text;

namespace Oack.Cli.Tests.Support;

/// <summary>A stream of text to a file on a disk that is full now and then.</summary>
internal sealed class FullDisk : TextWriter
{
    public bool IsFull { get; set; }

    public List<string> Lines { get; } = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => WriteLine(value.ToString());

    public override void WriteLine(string? value)
    {
        if (IsFull)
        {
            throw new IOException("no room");
        }

        Lines.Add(value ?? "");
    }
}
