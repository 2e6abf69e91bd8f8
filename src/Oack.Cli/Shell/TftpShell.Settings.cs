using System.Globalization;
using Oack.Cli.Commands;
using Oack.Cli.Output;
using Oack.Client;
using Oack.Protocol;

namespace Oack.Cli.Shell;

internal sealed partial class TftpShell
{
    private const string Auto = "auto";

    private IReadOnlyList<ShellCommand> CreateCommands() =>
    [
        new("connect", "HOST [PORT]", "talk to this server", arguments => Done(Connect(arguments))),
        new("mode", "[octet|netascii]", "show or set how the bytes travel", arguments => Done(SetMode(arguments))),
        new("octet", "", "set mode to octet", arguments => Done(SetMode(["octet"]))),
        new("binary", "", "set mode to octet", arguments => Done(SetMode(["octet"]))),
        new("image", "", "set mode to octet", arguments => Done(SetMode(["octet"]))),
        new("netascii", "", "set mode to netascii", arguments => Done(SetMode(["netascii"]))),
        new("ascii", "", "set mode to netascii", arguments => Done(SetMode(["netascii"]))),
        new("get", "NAME [LOCAL|-] | NAME NAME NAME...", "receive a file, or several", GetAsync),
        new("put", "LOCAL [NAME] | LOCAL... DIRECTORY", "send a file, or several", PutAsync),
        new("blksize", "[BYTES|auto]", "show or set the block size to ask for, 8 to 65464", arguments => Done(SetBlockSize(arguments))),
        new("windowsize", "[BLOCKS]", "show or set the window to ask for, 1 to 65535", arguments => Done(SetWindow(arguments))),
        new("tsize", "[on|off]", "toggle asking for the size", arguments => Done(Toggle(arguments, "Tsize mode", _settings.AsksTransferSize, value => _settings.AsksTransferSize = value))),
        new("rollover", "[0|1|off]", "show or set the block number to ask for after 65535", arguments => Done(SetRollover(arguments))),
        new("options", "[on|off]", "toggle asking for options at all", arguments => Done(Toggle(arguments, "Options", _settings.UsesOptions, value => _settings.UsesOptions = value))),
        new("rexmt", "[SECONDS|auto]", "show or set the time after which a packet is sent again", arguments => Done(SetRetransmit(arguments))),
        new("timeout", "[SECONDS]", "show or set how long a server may be silent", arguments => Done(SetPatience(arguments))),
        new("any-address", "[on|off]", "toggle accepting answers from another address (NAT)", arguments => Done(Toggle(arguments, "Any address", _settings.AcceptsAnyAddress, value => _settings.AcceptsAnyAddress = value))),
        new("verbose", "[on|off]", "toggle verbose mode", arguments => Done(Toggle(arguments, "Verbose mode", _settings.IsVerbose, value => _settings.IsVerbose = value))),
        new("trace", "[on|off]", "toggle printing each packet", arguments => Done(Toggle(arguments, "Packet tracing", _settings.IsTracing, value => _settings.IsTracing = value))),
        new("status", "", "show the settings", _ => Done(ShowStatus())),
        new("help", "[COMMAND]", "show the commands", arguments => Done(Help(arguments))),
        new("?", "[COMMAND]", "show the commands", arguments => Done(Help(arguments))),
        new("quit", "", "leave", _ => Done(Quit())),
        new("exit", "", "leave", _ => Done(Quit())),
    ];

    private static Task<int> Done(int exitCode) => Task.FromResult(exitCode);

    private int Quit()
    {
        _hasQuit = true;
        return ExitCode.Ok;
    }

    private int Connect(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            arguments = Ask("(to) ");
        }

        if (arguments.Count is 0 or > 2)
        {
            return Complain("usage: connect HOST [PORT]");
        }

        int port = TftpUri.DefaultPort;
        if (arguments.Count == 2 && !TryParseWhole(arguments[1], 1, ushort.MaxValue, out port))
        {
            return Complain($"{arguments[1]}: a port is a number from 1 to 65535");
        }

        string host = arguments[0].Trim('[', ']');
        if (host.Length == 0 || host.Contains('/', StringComparison.Ordinal))
        {
            return Complain($"{arguments[0]}: no host name");
        }

        _settings.Host = host;
        _settings.Port = port;
        return ExitCode.Ok;
    }

    private int SetMode(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            Out.WriteLine($"Using {TransferModeText.ToName(_settings.Mode)} mode to transfer files.");
            return ExitCode.Ok;
        }

        if (!TransferModeText.TryParse(arguments[0], out TransferMode mode))
        {
            return Complain($"{arguments[0]}: unknown mode; the modes are octet (binary, image) and netascii (ascii)");
        }

        _settings.Mode = mode;
        if (_settings.IsVerbose)
        {
            Out.WriteLine($"mode set to {TransferModeText.ToName(mode)}");
        }

        return ExitCode.Ok;
    }

    private int SetBlockSize(IReadOnlyList<string> arguments)
    {
        if (arguments is [Auto])
        {
            _settings.BlockSize = null;
        }
        else if (arguments.Count > 0)
        {
            if (!TryParseWhole(arguments[0], 8, 65_464, out int bytes))
            {
                return Complain($"{arguments[0]}: a block size is a number from 8 to 65464, or auto");
            }

            _settings.BlockSize = bytes;
        }

        Out.WriteLine($"Block size: {BlockSizeText}.");
        return ExitCode.Ok;
    }

    private int SetWindow(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
        {
            if (!TryParseWhole(arguments[0], 1, 65_535, out int blocks))
            {
                return Complain($"{arguments[0]}: a window is a number of blocks from 1 to 65535");
            }

            _settings.WindowBlocks = blocks;
        }

        Out.WriteLine($"Window size: {Units.Count(_settings.WindowBlocks, "block")}.");
        return ExitCode.Ok;
    }

    private int SetRollover(IReadOnlyList<string> arguments)
    {
        if (arguments is ["off"])
        {
            _settings.RolloverTo = null;
        }
        else if (arguments.Count > 0)
        {
            if (!TryParseWhole(arguments[0], 0, 1, out int number))
            {
                return Complain($"{arguments[0]}: the block number after 65535 is 0 or 1; off asks for neither");
            }

            _settings.RolloverTo = number;
        }

        Out.WriteLine($"Rollover: {RolloverText}.");
        return ExitCode.Ok;
    }

    private int SetRetransmit(IReadOnlyList<string> arguments)
    {
        if (arguments is [Auto])
        {
            _settings.RetransmitTimeout = null;
        }
        else if (arguments.Count > 0)
        {
            if (!Numbers.TryParseSeconds(arguments[0], 0.01, 255, out TimeSpan time))
            {
                return Complain($"{arguments[0]}: a retransmission timeout is 0.01 to 255 seconds, or auto");
            }

            _settings.RetransmitTimeout = time;
        }

        Out.WriteLine($"Rexmt-interval: {RetransmitText}.");
        return ExitCode.Ok;
    }

    private int SetPatience(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0)
        {
            if (!Numbers.TryParseSeconds(arguments[0], 0.1, 3_600, out TimeSpan time))
            {
                return Complain($"{arguments[0]}: a timeout is 0.1 to 3600 seconds");
            }

            _settings.Patience = time;
        }

        Out.WriteLine($"Max-timeout: {SecondsText(_settings.Patience)}.");
        return ExitCode.Ok;
    }

    private int Toggle(IReadOnlyList<string> arguments, string name, bool isOn, Action<bool> set)
    {
        bool value = !isOn;
        if (arguments.Count > 0)
        {
            if (arguments[0] is not ("on" or "off"))
            {
                return Complain($"{arguments[0]}: on or off, or nothing to toggle");
            }

            value = arguments[0] == "on";
        }

        set(value);
        Out.WriteLine($"{name} {OnOff(value)}.");
        return ExitCode.Ok;
    }

    private int ShowStatus()
    {
        Out.WriteLine(_settings.Host is { } host
            ? string.Create(CultureInfo.InvariantCulture, $"Connected to {host}, port {_settings.Port}.")
            : "Not connected.");
        Out.WriteLine($"Mode: {TransferModeText.ToName(_settings.Mode)}  Verbose: {OnOff(_settings.IsVerbose)}  Tracing: {OnOff(_settings.IsTracing)}");
        Out.WriteLine($"Options: {OnOff(_settings.UsesOptions)}  Tsize: {OnOff(_settings.AsksTransferSize)}  Rollover: {RolloverText}");
        Out.WriteLine($"Block size: {BlockSizeText}  Window size: {Units.Count(_settings.WindowBlocks, "block")}");
        Out.WriteLine($"Rexmt-interval: {RetransmitText}  Max-timeout: {SecondsText(_settings.Patience)}  Any address: {OnOff(_settings.AcceptsAnyAddress)}");
        return ExitCode.Ok;
    }

    private int Help(IReadOnlyList<string> arguments)
    {
        foreach (string word in arguments)
        {
            IReadOnlyList<ShellCommand> found = Find(word);
            if (found.Count == 0)
            {
                return Complain($"?Invalid help command {word}");
            }

            foreach (ShellCommand command in found)
            {
                Out.WriteLine($"{command.Name} {command.Arguments}".TrimEnd());
                Out.WriteLine("    " + command.Help);
            }
        }

        if (arguments.Count == 0)
        {
            Out.WriteLine("Commands may be abbreviated.  Commands are:");
            Out.WriteLine();
            foreach (ShellCommand command in _commands)
            {
                Out.WriteLine($"{command.Name,-12} {command.Help}");
            }
        }

        return ExitCode.Ok;
    }

    private string BlockSizeText => _settings.BlockSize is { } bytes
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : "auto (the largest that fits the path)";

    private string RolloverText => _settings.RolloverTo is { } number ? number.ToString(CultureInfo.InvariantCulture) : "not asked (0)";

    private string RetransmitText => _settings.RetransmitTimeout is { } time ? SecondsText(time) : "auto (measured)";

    private static string SecondsText(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} second{(time.TotalSeconds == 1 ? "" : "s")}");

    private static string OnOff(bool value) => value ? "on" : "off";

    private static bool TryParseWhole(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
}
