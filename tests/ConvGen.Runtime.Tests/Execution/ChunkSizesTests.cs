namespace ConvGen.Tests.Execution;

public sealed class ChunkSizesTests
{
    [Fact]
    public void Chunks_cover_the_items_in_order_in_multiples_of_the_grain_and_never_grow()
    {
        var random = new Random(5);
        for (var round = 0; round < 20_000; round++)
        {
            var (count, grain, threads) = (random.Next(1, round % 2 == 0 ? 40 : 5_000), random.Next(1, 30), random.Next(1, 9));
            var sizes = new ChunkSizes(count, grain, threads);
            var (next, last) = (0, int.MaxValue);
            for (var chunk = 0; chunk < sizes.Count; chunk++)
            {
                var (begin, end) = sizes.Chunk(chunk);
                Assert.True(begin == next && end > begin && end - begin <= last && (end == count || (end - begin) % grain == 0), $"{count} items, grain {grain}, {threads} threads, chunk {chunk}: {begin} to {end}");
                (next, last) = (end, end - begin);
            }

            Assert.Equal(count, next);
        }
    }

    [Theory]
    [InlineData(14, 1, 2, new[] { 3, 3, 2, 2, 1, 1, 1, 1 })]
    [InlineData(100, 6, 2, new[] { 24, 24, 12, 12, 6, 6, 6, 6, 4 })]
    [InlineData(7, 4, 2, new[] { 4, 3 })]
    [InlineData(5, 8, 3, new[] { 5 })]
    public void Large_chunks_come_first(int count, int grain, int threads, int[] expected)
    {
        var sizes = new ChunkSizes(count, grain, threads);
        Assert.Equal(expected, Enumerable.Range(0, sizes.Count).Select(chunk => sizes.Chunk(chunk).End - sizes.Chunk(chunk).Begin));
    }

    [Fact]
    public void The_largest_count_does_not_wrap()
    {
        var sizes = new ChunkSizes(int.MaxValue, 1, WorkerPool.MaxThreads);
        Assert.Equal(int.MaxValue, sizes.Chunk(sizes.Count - 1).End);
        Assert.Equal(0, sizes.Chunk(0).Begin);
    }
}
