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

    private static string Describe(IPEndPoint endpoint, SocketError cause, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return $"cannot bind {endpoint}: " + cause switch
        {
            SocketError.AccessDenied when endpoint.Port is > 0 and < FirstUnprivilegedPort =>
                "permission denied. Ports below 1024 need root or CAP_NET_BIND_SERVICE; or choose another: "
                + $"--listen :{SuggestedPort}",
            SocketError.AccessDenied =>
                "permission denied. The address may be a broadcast address, or a security policy forbids it; choose "
                + $"another: --listen :{SuggestedPort}",
            SocketError.AddressAlreadyInUse =>
                "address already in use: another TFTP server? 'ss -lunp' shows who holds the port; stop it, or choose "
                + $"another: --listen :{(endpoint.Port == SuggestedPort ? SuggestedPort + 1 : SuggestedPort)}",
            SocketError.AddressNotAvailable =>
                "this machine does not have that address. 'ip address' lists those it has; a link-local address needs "
                + $"its interface, as in [fe80::1%eth0]; all of them: --listen :{endpoint.Port}",
            SocketError.AddressFamilyNotSupported =>
                $"{(endpoint.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} is not to be had here; "
                + "choose an address of the other family",
            SocketError.TooManyOpenSockets =>
                "too many open files. Raise the limit (ulimit -n, or LimitNOFILE= of the service)",
            _ => $"{exception?.Message ?? cause.ToString()}. Choose another address: --listen :{SuggestedPort}",
        };
    }
}
