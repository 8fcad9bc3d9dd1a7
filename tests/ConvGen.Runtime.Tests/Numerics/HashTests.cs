using System.Numerics;
using System.Runtime.Intrinsics;

namespace ConvGen.Tests.Numerics;

/// <summary>The bits behind dropout masks: the same at every width, fair, and unrelated between neighbours and streams.</summary>
public class HashTests
{
    private const int Count = 1 << 16;

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        uint key = VectorMath.Key(1, 2, 3);
        for (uint i = 0; i < 4096; i += 8)
        {
            Vector256<uint> eight = VectorMath.Hash(Vector256.Create(i) + Vector256<uint>.Indices, key);
            Vector512<uint> sixteen = VectorMath.Hash(Vector512.Create(i) + Vector512<uint>.Indices, key);
            Vector128<uint> four = VectorMath.Hash(Vector128.Create(i) + Vector128<uint>.Indices, key);
            for (int lane = 0; lane < 8; lane++)
                Assert.Equal(VectorMath.Hash(i + (uint)lane, key), eight[lane]);
            Assert.Equal(eight.GetLower(), four);
            Assert.Equal(eight, sixteen.GetLower());
        }
    }

    [Theory]
    [InlineData(0.1), InlineData(0.25), InlineData(0.5), InlineData(0.9)]
    public void A_rate_drops_its_share(double rate)
    {
        uint threshold = (uint)(rate * 4294967296.0);
        for (uint step = 0; step < 20; step++)
        {
            uint key = VectorMath.Key(0, 1, step);
            int dropped = Enumerable.Range(0, Count).Count(i => VectorMath.Hash((uint)i, key) < threshold);
            double deviation = Math.Sqrt(Count * rate * (1 - rate));
            Assert.InRange(dropped, Count * rate - 5 * deviation, Count * rate + 5 * deviation);
        }
    }

    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 1u), InlineData(0u, 0u, 0u, 0u, 1u, 0u), InlineData(0u, 0u, 0u, 1u, 0u, 0u), InlineData(5u, 1u, 0u, 5u, 0u, 1u)]
    public void Streams_are_unrelated(uint seed1, uint layer1, uint step1, uint seed2, uint layer2, uint step2)
    {
        uint first = VectorMath.Key(seed1, layer1, step1), second = VectorMath.Key(seed2, layer2, step2);
        Assert.NotEqual(first, second);

        // Half of all bits differ, and no bit is tied to any.
        long different = Enumerable.Range(0, Count).Sum(i => BitOperations.PopCount(VectorMath.Hash((uint)i, first) ^ VectorMath.Hash((uint)i, second)));
        Assert.InRange(different / (double)Count, 15.95, 16.05);
    }

    [Fact]
    public void One_input_bit_changes_half_of_the_output_bits()
    {
        uint key = VectorMath.Key(7, 0, 0);
        for (int bit = 0; bit < 32; bit++)
        {
            long changed = Enumerable.Range(0, Count).Sum(i => BitOperations.PopCount(VectorMath.Hash((uint)i, key) ^ VectorMath.Hash((uint)i ^ (1u << bit), key)));
            Assert.InRange(changed / (double)Count, 15.5, 16.5);
        }
    }
}
