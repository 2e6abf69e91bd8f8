using System.Net;
using System.Net.Sockets;

namespace Oack.Net;

/// <summary>A local address that cannot be used; the message names the address, the cause and what to do.</summary>
public sealed class BindException : Exception
{
    private const int FirstUnprivilegedPort = 1024;
    private const int SuggestedPort = 6969;

    /// <summary>The failure of a system call.</summary>
    /// <param name="endpoint">What was to be bound.</param>
    /// <param name="exception">What the system said.</param>
    public BindException(IPEndPoint endpoint, SocketException exception)
        : this(endpoint, exception?.SocketErrorCode ?? SocketError.SocketError, exception)
    {
    }

    /// <summary>A failure known by its code.</summary>
    /// <param name="endpoint">What was to be bound.</param>
    /// <param name="cause">What the system said.</param>
    /// <param name="innerException">The exception behind it, if there was one.</param>
    public BindException(IPEndPoint endpoint, SocketError cause, Exception? innerException = null)
        : base(Describe(endpoint, cause, innerException), innerException)
    {
        Endpoint = endpoint;
        Cause = cause;
    }

    /// <summary>What was to be bound.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>What the system said.</summary>
    public SocketError Cause { get; }

    /// <summary>The cause in a few words.</summary>
    internal static string Phrase(SocketError cause, Exception? exception) => cause switch
    {
        SocketError.AccessDenied => "permission denied",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "this machine does not have that address",
        SocketError.AddressFamilyNotSupported => "that address family is not to be had here",
        SocketError.TooManyOpenSockets => "too many open files; raise the limit: ulimit -n, or LimitNOFILE= of the service",
        _ => exception?.Message ?? cause.ToString(),
    };

    private static string Describe(IPEndPoint endpoint, SocketError cause, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        string phrase = Phrase(cause, exception).TrimEnd('.');
        int otherPort = endpoint.Port == SuggestedPort ? SuggestedPort + 1 : SuggestedPort;
        return $"cannot bind {endpoint}: {phrase}" + cause switch
        {
            SocketError.AccessDenied when endpoint.Port is > 0 and < FirstUnprivilegedPort =>
                $". Ports below {FirstUnprivilegedPort} need root or CAP_NET_BIND_SERVICE; or choose another: "
                + $"--listen :{otherPort}",
            SocketError.AccessDenied =>
                $". Is it a broadcast address, or does a security policy forbid it? Choose another: --listen :{otherPort}",
            SocketError.AddressAlreadyInUse =>
                ": another TFTP server? 'ss -lunp' shows who holds the port; stop it, or choose another: "
                + $"--listen :{otherPort}",
            SocketError.AddressNotAvailable =>
                $". 'ip address' lists those it has; for all of them: --listen :{endpoint.Port}",
            SocketError.TooManyOpenSockets => string.Empty,
            SocketError.InvalidArgument when endpoint.Address.IsIPv6LinkLocal && endpoint.Address.ScopeId == 0 =>
                $". A link-local address needs its interface: --listen [{endpoint.Address}%eth0]:{endpoint.Port}",
            _ => $". Choose another address: --listen :{otherPort}",
        };
    }
}
