using Oack.Protocol;

namespace Oack.Boot.Conformance.Talk;

/// <summary>Where checks get their time and their ports from: the system, or a test.</summary>
internal interface ICheckNetwork
{
    /// <summary>The time.</summary>
    Instant Now { get; }

    /// <summary>Opens a port of its own.</summary>
    /// <param name="localPort">Which one; 0 for any that is free.</param>
    CheckPort Open(int localPort = 0);
}
