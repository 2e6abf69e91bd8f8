using Oack.Interop.Tests.Programs;

namespace Oack.Interop.Tests.Clients;

/// <summary>A TFTP client that runs as a process, as its command line lets one drive it.</summary>
internal interface IClientProgram
{
    /// <summary>Fetches a file with the options given, which are the client's own words.</summary>
    Task<CommandResult> GetAsync(Site site, string host, int port, string remote, string local, params string[] options);

    /// <summary>Stores a file with the options given, which are the client's own words.</summary>
    Task<CommandResult> PutAsync(Site site, string host, int port, string local, string remote, params string[] options);
}
