using Oack.Protocol;
using Oack.Protocol.Options;
using Oack.Protocol.Transfer;
using Oack.Protocol.Wire;

namespace Oack.Server.Tests.Support;

/// <summary>The client's end of a transfer on the test's network: Oack's own machine with bytes in memory.</summary>
internal sealed class MachineClient
{
    private readonly byte[] _upload;
    private readonly List<byte> _download = [];

    private MachineClient(PeerEndpoint address, TransferMachine machine, byte[] upload)
    {
        Address = address;
        Machine = machine;
        _upload = upload;
    }

    internal PeerEndpoint Address { get; }

    internal TransferMachine Machine { get; }

    internal bool IsClosed { get; private set; }

    internal byte[] Downloaded => [.. _download];

    internal static MachineClient Reader(Instant now, PeerEndpoint address, byte[] name, in OptionList asked) =>
        new(address, ReceiveTransfer.Request(now, ShardHarness.ServerAddress, name, TransferMode.Octet, asked, TransferSettings.Default), []);

    internal static MachineClient Writer(Instant now, PeerEndpoint address, byte[] name, in OptionList asked, byte[] upload) =>
        new(address, SendTransfer.Request(now, ShardHarness.ServerAddress, name, TransferMode.Octet, asked, upload.Length, TransferSettings.Default), upload);

    internal void Handle(Instant now, PeerEndpoint from, byte[] datagram)
    {
        Machine.HandleDatagram(now, from, datagram, out ReceivedPayload payload);
        _download.AddRange(datagram.AsSpan(payload.StartInDatagram, payload.LengthBytes));
    }

    internal bool TryPoll(Instant now, byte[] buffer, out PeerEndpoint to, out byte[] datagram)
    {
        if (!Machine.TryPollTransmit(now, buffer, out Transmit transmit))
        {
            to = default;
            datagram = [];
            TakeEvents(now);
            return false;
        }

        ReadOnlySpan<byte> payload = transmit.Kind == Opcode.Data
            ? _upload.AsSpan((int)transmit.PayloadOffset, transmit.PayloadBytes)
            : [];
        to = transmit.To;
        datagram = [.. buffer.AsSpan(0, transmit.HeaderBytes), .. payload];
        return true;
    }

    private void TakeEvents(Instant now)
    {
        while (Machine.TryPollEvent(out TransferEventKind kind))
        {
            if (kind == TransferEventKind.Received)
            {
                ((ReceiveTransfer)Machine).HandleStored(now);
            }

            IsClosed |= kind == TransferEventKind.Closed;
        }
    }
}
