using Oack.Protocol;

namespace Oack.Boot.Tests.Conformance.Scripted;

/// <summary>What a transfer does with the packets of its client, and of others.</summary>
internal sealed partial class ModelServer
{
    private void HandleTransferPacket(PeerEndpoint from, int port, byte[] bytes)
    {
        ModelTransfer? transfer = _transfers.Find(one => one.Port == port && one.Client == from);
        if (transfer is null && Habits.TrustsStrangers)
        {
            transfer = _transfers.Find(one => one.Port == port);
        }

        bool isError = bytes is [0, 5, ..];
        if (transfer is null)
        {
            bool isOurs = bytes is [0, 3 or 4, _, _, ..] || (isError && Habits.AnswersStrangersErrors);
            if (isOurs && !Habits.IsSilentToStrangers && !Habits.UsesRequestPort && _transfers.Exists(one => one.Port == port))
            {
                Send(from, port, ModelPacket.Error(5, "Unknown transfer ID"));
            }

            return;
        }

        if (isError)
        {
            if (!Habits.IgnoresErrors)
            {
                _transfers.Remove(transfer);
            }
        }
        else if (bytes is [0, 4, _, _, ..] && transfer.Content is not null)
        {
            HandleAck(transfer, (bytes[2] << 8) | bytes[3]);
        }
        else if (bytes is [0, 3, _, _, ..] && transfer.Content is null)
        {
            HandleData(transfer, (bytes[2] << 8) | bytes[3], bytes.AsSpan(4));
        }
    }

    private void HandleAck(ModelTransfer transfer, int number)
    {
        if (transfer.IsOver)
        {
            return;
        }

        if (transfer.OptionAck is not null)
        {
            if (number == 0)
            {
                transfer.OptionAck = null;
                SendWindow(transfer);
            }

            return;
        }

        if (Habits.FollowsAnyAck || (Habits.AnswersEachAck && number <= transfer.Done))
        {
            if (number < transfer.LastBlock)
            {
                transfer.Done = Math.Max(transfer.Done, number);
                SendBlocks(transfer, number + 1, number + 1);
            }

            return;
        }

        // The block that the number means: the one nearest behind what was sent.
        long block = transfer.SentUpTo - (ushort)(transfer.SentUpTo - number);
        if (block <= transfer.Done || (Habits.IgnoresAckInside && block < transfer.SentUpTo))
        {
            return;
        }

        transfer.Done = block;
        transfer.Tries = 0;
        if (block == transfer.LastBlock)
        {
            transfer.IsOver = true;
            transfer.Done = Habits.ForgetsLastAck ? block - 1 : block;
            return;
        }

        SendWindow(transfer);
    }

    private void SendWindow(ModelTransfer transfer) => SendBlocks(
        transfer, transfer.Done + 1, transfer.Done + transfer.Window + (Habits.SendsOneBlockTooMany ? 1 : 0));

    private void SendBlocks(ModelTransfer transfer, long from, long to)
    {
        for (long block = from; block <= Math.Min(to, transfer.LastBlock); block++)
        {
            Send(transfer, ModelPacket.Data((ushort)block, transfer.BlockOf(block)));
            transfer.SentUpTo = Math.Max(transfer.SentUpTo, block);
        }

        Arm(transfer);
    }

    private void HandleData(ModelTransfer transfer, int number, ReadOnlySpan<byte> payload)
    {
        transfer.OptionAck = null;
        bool isNext = !transfer.IsOver && number == (ushort)(transfer.Done + 1);
        if (!isNext && number == (ushort)transfer.Done)
        {
            if (Habits.StoresDuplicates)
            {
                transfer.Upload.AddRange(payload);
            }

            Send(transfer, ModelPacket.Ack(number));
            return;
        }

        if (!isNext)
        {
            return;
        }

        transfer.Done++;
        transfer.Tries = 0;
        transfer.Upload.AddRange(payload);
        bool isLast = payload.Length < transfer.BlockSize;
        if (isLast || ++transfer.SinceAck >= transfer.Window)
        {
            transfer.SinceAck = 0;
            Send(transfer, ModelPacket.Ack(number));
        }

        transfer.IsOver |= isLast;
        if (isLast)
        {
            Files[transfer.Name] = [.. transfer.Upload];
        }

        Arm(transfer);
    }
}
