namespace ConvGen.Tests.Data;

public class ShuffleTests
{
    private static int[] Order(int count, int seed, int epoch)
    {
        var order = new int[count];
        Shuffle.Fill(order, seed, epoch);
        return order;
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(1000)]
    public void Every_index_appears_once(int count) => Assert.Equal(Enumerable.Range(0, count), Order(count, 1, 1).Order());

    [Fact]
    public void Orders_are_the_same_on_every_machine_for_ever() => Assert.Equal([3, 9, 8, 7, 6, 5, 2, 0, 4, 1], Order(10, 1, 1));

    [Fact]
    public void Seeds_and_epochs_differ()
    {
        Assert.Equal(Order(100, 3, 5), Order(100, 3, 5));
        Assert.NotEqual(Order(100, 3, 5), Order(100, 3, 6));
        Assert.NotEqual(Order(100, 3, 5), Order(100, 4, 5));
    }

    [Fact]
    public void Every_index_is_equally_likely_everywhere()
    {
        const int Count = 6, Times = 12_000;
        var seen = new int[Count, Count];
        for (var epoch = 0; epoch < Times; epoch++)
        {
            var order = Order(Count, 0, epoch);
            for (var place = 0; place < Count; place++)
                seen[place, order[place]]++;
        }

        // 2000 expected, standard deviation 41.
        Assert.All(seen.Cast<int>(), count => Assert.InRange(count, 1800, 2200));
    }
}
