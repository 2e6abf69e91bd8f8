using System.Globalization;
using System.Text;
using Oack.Protocol.Options;

namespace Oack.Cli.Output;

/// <summary>Options in the words of the wire.</summary>
internal static class OptionText
{
    public static string NameOf(OptionKind kind) => kind switch
    {
        OptionKind.BlockSize => "blksize",
        OptionKind.BlockSize2 => "blksize2",
        OptionKind.TransferSize => "tsize",
        OptionKind.Timeout => "timeout",
        OptionKind.MicrosecondTimeout => "utimeout",
        OptionKind.WindowSize => "windowsize",
        OptionKind.Rollover => "rollover",
        OptionKind.Multicast => "multicast",
        _ => "msftwindow",
    };

    /// <summary>For example <c>tsize=994464 blksize=1468</c>, or <c>none</c>.</summary>
    public static string Describe(in OptionList options)
    {
        StringBuilder text = new();
        for (int i = 0; i < options.Count; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{NameOf(options[i].Kind)}={options[i].Value}");
        }

        return text.Length == 0 ? "none" : text.ToString();
    }
}
