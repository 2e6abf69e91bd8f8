using Oack.Protocol.Wire;

namespace Oack.Protocol.Tests.Wire;

public sealed class DatagramTrainTests
{
    private readonly DatagramTrain _train = new();

    [Fact]
    public void Datagrams_AreCutByTheirSize_When_TheyStandInOneSpace()
    {
        _train.Begin(4);
        Write([1, 1, 1, 1]);
        Write([2, 2, 2, 2]);
        Write([3]);

        Assert.Equal(3, _train.Count);
        Assert.Equal(9, _train.LengthBytes);
        Assert.Equal(1, _train.Pieces.Length);
        Assert.Equal([2, 2, 2, 2], _train[1].ToArray());
        Assert.Equal([3], _train[2].ToArray());
    }

    [Fact]
    public void Datagrams_KeepTheirOrder_When_LeasedMemoryStandsBetween()
    {
        PinnedBytes shared = Offered([9, 9, 5, 6, 7, 8]);
        _train.Begin(2);
        Write([1, 2]);
        Assert.True(shared.TryLease());
        _train.AddLeased(shared, 2, 4);
        Write([3]);

        Assert.Equal([[1, 2], [5, 6], [7, 8], [3]], Enumerable.Range(0, _train.Count).Select(index => _train[index].ToArray()));
        Assert.Equal(3, _train.Pieces.Length);
    }

    [Fact]
    public void Leases_AreGivenBack_When_TheTrainIsCleared()
    {
        PinnedBytes shared = Offered([1, 2]);
        _train.Begin(2);
        Assert.True(shared.TryLease());
        _train.AddLeased(shared, 0, 2);

        Assert.False(shared.TryTakeBack());
        _train.Clear();

        Assert.True(shared.TryTakeBack());
        Assert.False(shared.TryLease());
        Assert.Equal(0, _train.Count);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(-1, 1)]
    public void LeasedMemory_IsRefused_When_ItDoesNotHoldTheDatagrams(int offset, int bytes)
    {
        PinnedBytes shared = Offered([1, 2]);
        _train.Begin(1);

        Assert.Throws<ArgumentOutOfRangeException>(() => _train.AddLeased(shared, offset, bytes));
        Assert.Equal(0, _train.Count);
    }

    [Fact]
    public void NothingFollows_When_TheLastDatagramIsShort()
    {
        _train.Begin(4);
        Write([1]);

        Assert.Throws<InvalidOperationException>(() => Write([2]));
    }

    [Fact]
    public void TheTrainIsFull_When_ItHasAllDatagramsOrAllBytes()
    {
        _train.Begin(1);
        _train.AddSpace(DatagramTrain.MaxDatagrams);
        Assert.Throws<InvalidOperationException>(() => _train.AddSpace(1));

        _train.Begin(DatagramTrain.MaxBytes);
        _train.AddSpace(DatagramTrain.MaxBytes);
        Assert.Throws<InvalidOperationException>(() => _train.AddSpace(1));
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(516, 64)]
    [InlineData(1_432, 45)]
    [InlineData(8_196, 7)]
    [InlineData(65_468, 1)]
    public void CountFor_StaysInBothBounds(int datagramBytes, int expected) =>
        Assert.Equal(expected, DatagramTrain.CountFor(datagramBytes));

    [Fact]
    public void ASingleDatagram_MayBeEmpty()
    {
        _train.SetSingle(0);

        Assert.Equal(1, _train.Count);
        Assert.True(_train[0].IsEmpty);
    }

    [Fact]
    public void ALeaseGivenBackTwice_IsABug()
    {
        PinnedBytes shared = Offered([1]);
        Assert.True(shared.TryLease());
        shared.Release();

        Assert.Throws<InvalidOperationException>(shared.Release);
    }

    private static PinnedBytes Offered(byte[] bytes)
    {
        PinnedBytes shared = new(bytes.Length);
        bytes.CopyTo(shared.Span);
        shared.Offer();
        return shared;
    }

    private void Write(byte[] bytes)
    {
        bytes.CopyTo(_train.Space);
        _train.AddSpace(bytes.Length);
    }
}
