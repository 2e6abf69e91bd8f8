namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>Faults that lie deeper in a server than its packets; all off in one that keeps to the rules.</summary>
internal sealed class ModelHabits
{
    public bool ServesAnyMode { get; set; }

    public bool IgnoresOptions { get; set; }

    public bool GrantsAnyValue { get; set; }

    public bool OnePortForAll { get; set; }

    public bool UsesRequestPort { get; set; }

    public bool SkipsNetascii { get; set; }

    public bool ForgetsLastAck { get; set; }

    public bool FollowsAnyAck { get; set; }

    public bool AnswersEachAck { get; set; }

    public bool NeverRetransmits { get; set; }

    public bool IsSilentToStrangers { get; set; }

    public bool TrustsStrangers { get; set; }

    public bool AnswersStrangersErrors { get; set; }

    public bool IgnoresErrors { get; set; }

    public bool IgnoresGrantedTimeout { get; set; }

    public bool SendsOneBlockTooMany { get; set; }

    public bool IgnoresAckInside { get; set; }

    public bool StoresDuplicates { get; set; }

    public bool OffersMulticast { get; set; }
}
