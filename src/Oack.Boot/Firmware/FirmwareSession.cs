using Oack.Protocol.Wire;
using static System.FormattableString;

namespace Oack.Boot.Firmware;

/// <summary>
/// Everything that a program asks for over TFTP until it has what it wants or gives up: probe, fetch, the way back from
/// an ERROR, tries from new ports, search lists. It says which request comes next and is told how each ended; who sends
/// them is no matter of its.
/// </summary>
public sealed class FirmwareSession
{
    /// <summary>The most requests of a session: 256. No program comes near it.</summary>
    public const int MaxSteps = 256;

    /// <summary>How often U-Boot starts over here; by itself it would for ever.</summary>
    public const int MaxStartsOver = 2;

    private readonly FirmwareProfile _profile;
    private readonly FirmwareMachine _machine;
    private readonly string _file;
    private readonly bool _probeOnly;
    private readonly bool _searches;
    private readonly LinkedList<FirmwareStep> _next = new();
    private readonly List<FirmwareTransfer> _done = [];
    private int _requests;
    private int _startsOver;
    private int _lastPort;
    private bool _isSearching;
    private bool _foundConfiguration;

    /// <summary>Plans a session.</summary>
    /// <param name="profile">Whose.</param>
    /// <param name="machine">The machine that the program runs on.</param>
    /// <param name="file">The file that it was told to boot; empty for the name that it then asks for by itself.</param>
    /// <param name="probeOnly">Whether the size is all that is wanted.</param>
    /// <param name="searches">Whether a loader goes through its search list once it has the file.</param>
    /// <exception cref="ArgumentException">There is no name, or the program never asks for the size alone.</exception>
    public FirmwareSession(FirmwareProfile profile, FirmwareMachine machine, string file, bool probeOnly = false, bool searches = true)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(file);
        _profile = profile;
        _machine = machine;
        _file = file.Length > 0 ? file : profile.DefaultFile?.Replace("{ADDRESS}", machine.HexAddress, StringComparison.Ordinal) ?? "";
        if (_file.Length == 0)
        {
            throw new ArgumentException(Invariant($"{profile.Name} asks for nothing when it was told no file."), nameof(file));
        }

        if (probeOnly && profile.SizeOnly is null)
        {
            throw new ArgumentException(Invariant($"{profile.Name} never asks for the size alone."), nameof(probeOnly));
        }

        _probeOnly = probeOnly;
        _searches = searches;
        BeginFile(profile.Search == SearchHabit.RaspberryPi ? $"{machine.Serial}/{_file}" : _file);
    }

    /// <summary>The file that the session is about.</summary>
    public string File => _file;

    /// <summary>The requests so far, ended ones, in order.</summary>
    public IReadOnlyList<FirmwareTransfer> Transfers => _done;

    /// <summary>How the session stands: that of the request that decided it; None while it runs.</summary>
    public FirmwareEnd End { get; private set; }

    /// <summary>What the program is left with, in words.</summary>
    public string Verdict { get; private set; } = "";

    /// <summary>The request that decided the session; null before the first has ended.</summary>
    public FirmwareTransfer? Decisive { get; private set; }

    /// <summary>The request that the program sends next; false when it sends none any more.</summary>
    public bool TryNext(out FirmwareStep step)
    {
        if (_next.First is not { } first || _done.Count >= MaxSteps)
        {
            step = null!;
            return false;
        }

        _next.RemoveFirst();
        bool countsOn = first.Value.Attempt > 0 && _profile.Ports.Step == 0;
        _lastPort = countsOn && _lastPort < ushort.MaxValue ? _lastPort + 1 : _profile.Ports.PortOf(_machine.Seed, _requests);
        _requests++;
        step = first.Value with { LocalPort = _lastPort };
        return true;
    }

    /// <summary>Takes in how a request ended.</summary>
    /// <exception cref="ArgumentException">It has not ended.</exception>
    public void Complete(FirmwareTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        if (transfer.End == FirmwareEnd.None)
        {
            throw new ArgumentException("The request has not ended.", nameof(transfer));
        }

        _done.Add(transfer);
        FirmwareStep step = transfer.Step;
        switch (transfer.End)
        {
            case FirmwareEnd.TryFromNewPort:
                _next.AddFirst(step with { Attempt = step.Attempt + 1, LocalPort = 0 });
                return;
            case FirmwareEnd.Complete or FirmwareEnd.Probed when step.Purpose == FirmwarePurpose.Probe:
                HandleProbed(transfer);
                return;
            case FirmwareEnd.SizeUnknown when step.Probe is { NeedsSize: false } && !_probeOnly:
                _next.AddFirst(FirmwareStep.FetchOf(_profile, step.Name));
                return;
            case FirmwareEnd.Complete:
                HandleFetched(transfer);
                return;
            case FirmwareEnd.Refused when TryAfterError(transfer):
                return;
            case FirmwareEnd.Unanswered or FirmwareEnd.Stalled or FirmwareEnd.Unreachable when TryStartOver(step):
                return;
            default:
                Decide(transfer);
                return;
        }
    }

    private void BeginFile(string name)
    {
        FirmwareProbe? probe = _probeOnly ? _profile.SizeOnly : _profile.Probe;
        _next.AddFirst(probe is null
            ? FirmwareStep.FetchOf(_profile, name)
            : new FirmwareStep(name, probe.Request, FirmwarePurpose.Probe, probe));
    }

    private void HandleProbed(FirmwareTransfer transfer)
    {
        if (_probeOnly)
        {
            Decide(transfer);
            return;
        }

        FirmwareRequest request = transfer.Step.Request.Options.Count == 0 ? FirmwareRequest.Plain : _profile.Fetch;
        _next.AddFirst(new FirmwareStep(transfer.Step.Name, request, BufferBytes: transfer.Size));
    }

    private void HandleFetched(FirmwareTransfer transfer)
    {
        if (_isSearching)
        {
            if (transfer.Step.Purpose == FirmwarePurpose.Search)
            {
                _foundConfiguration = true;
                _next.Clear();
            }
        }
        else
        {
            BeginSearch();
            if (!_isSearching)
            {
                Decide(transfer);
            }
        }

        FinishSearch(transfer);
    }

    private void BeginSearch()
    {
        foreach ((string name, bool isOptional) in _searches ? FirmwareSearchLists.Of(_profile.Search, _machine, _file) : [])
        {
            _isSearching = true;
            _next.AddLast(new FirmwareStep(name, _profile.Fetch, isOptional ? FirmwarePurpose.Optional : FirmwarePurpose.Search));
        }
    }

    /// <summary>Whether an ERROR is not the end.</summary>
    private bool TryAfterError(FirmwareTransfer transfer)
    {
        FirmwareStep step = transfer.Step;
        if (_isSearching)
        {
            FinishSearch(transfer);
            return true;
        }

        string prefix = _machine.Serial + "/";
        if (_profile.Search == SearchHabit.RaspberryPi && step.Name.StartsWith(prefix, StringComparison.Ordinal) && step.Name != _file)
        {
            BeginFile(_file);
            return true;
        }

        if (_profile.AfterError == AfterErrorHabit.AskWithoutOptions && step.Request.Options.Count > 0)
        {
            // The size is then counted: a probe without options reads the file to its end.
            FirmwareProbe? probe = step.Probe is null ? null : step.Probe with { Request = FirmwareRequest.Plain, OnData = null };
            _next.AddFirst(step with { Request = FirmwareRequest.Plain, Probe = probe, Attempt = 0 });
            return true;
        }

        return _profile.AfterError == AfterErrorHabit.StartOver && transfer.ServerErrorCode is not (1 or 2) && TryStartOver(step);
    }

    private bool TryStartOver(FirmwareStep step)
    {
        if (_profile.AfterError != AfterErrorHabit.StartOver || _startsOver >= MaxStartsOver)
        {
            return false;
        }

        _startsOver++;
        _next.AddFirst(step with { LocalPort = 0 });
        return true;
    }

    /// <summary>At the end of a search list: whether anything of it was there.</summary>
    private void FinishSearch(FirmwareTransfer transfer)
    {
        if (!_isSearching || _next.Count > 0)
        {
            return;
        }

        Decide(transfer);
        Verdict = _foundConfiguration
            ? Invariant($"has the file, and its configuration \"{PacketText.Escape(transfer.Step.Name)}\"")
            : "has the file, and finds no configuration under any name of its search list";
    }

    private void Decide(FirmwareTransfer transfer)
    {
        Decisive = transfer;
        End = transfer.End;
        if (transfer.End is not (FirmwareEnd.Complete or FirmwareEnd.Probed))
        {
            _next.Clear();
        }

        Verdict = transfer.End switch
        {
            FirmwareEnd.Complete when transfer.Step.Purpose == FirmwarePurpose.Probe => Invariant($"has counted the file's {transfer.Bytes:N0} bytes"),
            FirmwareEnd.Complete => "has the file",
            FirmwareEnd.Probed or FirmwareEnd.SizeUnknown when transfer.Size is { } size => Invariant($"knows the size, {size:N0} bytes"),
            FirmwareEnd.SizeUnknown => Invariant($"gives up: {transfer.Reason}"),
            FirmwareEnd.Refused => Invariant($"gives up: the server answers {transfer.Reason}"),
            FirmwareEnd.EndedByServer => Invariant($"gives up: the server ends the transfer midway with {transfer.Reason}"),
            FirmwareEnd.OptionsRejected => Invariant($"gives up over the OACK: {transfer.Reason}"),
            _ => Invariant($"gives up: {transfer.Reason}"),
        };
    }
}
