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
        SharedBytes shared = Offered([9, 9, 5, 6, 7, 8]);
        _train.Begin(2);
        Write([1, 2]);
        _train.AddLeased(shared, 2, 4);
        Write([3]);

        Assert.Equal([[1, 2], [5, 6], [7, 8], [3]], Enumerable.Range(0, _train.Count).Select(index => _train[index].ToArray()));
        Assert.Equal(3, _train.Pieces.Length);
    }

    [Fact]
    public void Leases_AreGivenBack_When_TheTrainIsCleared()
    {
        SharedBytes shared = Offered([1, 2]);
        _train.Begin(2);
        _train.AddLeased(shared, 0, 2);

        Assert.Equal(0, shared.Released);
        _train.Clear();
        _train.Clear();

        Assert.Equal(1, shared.Released);
        Assert.Equal(0, _train.Count);
    }

    [Fact]
    public void Train_HasTheLeasedDatagramsAlone_When_ItIsSetToThem()
    {
        SharedBytes before = Offered([1, 2]);
        SharedBytes shared = Offered([9, 9, 5, 6, 7, 8, 4]);
        _train.SetLeased(2, before, 0, 2);

        _train.SetLeased(2, shared, 2, 5);

        Assert.Equal(1, before.Released);
        Assert.Equal([[5, 6], [7, 8], [4]], Enumerable.Range(0, _train.Count).Select(index => _train[index].ToArray()));
        Assert.Equal((2, 5, 1), (_train.DatagramBytes, _train.LengthBytes, _train.Pieces.Length));
        _train.Clear();
        Assert.Equal(1, shared.Released);
    }

    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(1, 2, 1)]
    [InlineData(1, -1, 1)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0, 1)]
    public void Train_KeepsWhatItHas_When_ItCannotBeSetToLeasedMemory(int datagramBytes, int offset, int bytes)
    {
        SharedBytes before = Offered([1, 2]);
        SharedBytes shared = Offered([1, 2]);
        _train.SetLeased(1, before, 0, 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => _train.SetLeased(datagramBytes, shared, offset, bytes));
        Assert.Equal((2, 0), (_train.Count, before.Released + shared.Released));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 1)]
    [InlineData(-1, 1)]
    public void LeasedMemory_IsRefused_When_ItDoesNotHoldTheDatagrams(int offset, int bytes)
    {
        SharedBytes shared = Offered([1, 2]);
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

    private static SharedBytes Offered(byte[] bytes)
    {
        SharedBytes shared = new(bytes.Length);
        bytes.CopyTo(shared.Span);
        return shared;
    }

    private void Write(byte[] bytes)
    {
        bytes.CopyTo(_train.Space);
        _train.AddSpace(bytes.Length);
    }

    /// <summary>Counts what is given back.</summary>
    private sealed class SharedBytes(int lengthBytes) : PinnedBytes(lengthBytes)
    {
        public int Released { get; private set; }

        public override void Release() => Released++;
    }
}
