namespace ConvGen.Tests.Execution;

/// <summary>Runs take as long as a test says: which way is chosen, and how much of the time.</summary>
public sealed class SharingTests
{
    [Fact]
    public void Work_is_shared_where_that_is_faster_but_for_a_few_tries()
    {
        var sharing = new Sharing();
        var alone = Runs(sharing, 2_000, shared: 6, alone: 10);
        Assert.InRange(alone, 3, 30);
    }

    [Fact]
    public void A_caller_whose_workers_hold_it_up_works_alone_but_for_a_few_tries()
    {
        var sharing = new Sharing();
        var alone = Runs(sharing, 2_000, shared: 13, alone: 10);
        Assert.InRange(alone, 1_950, 1_990);
    }

    [Fact]
    public void It_comes_back_when_the_other_processor_is_free_again()
    {
        var sharing = new Sharing();
        Runs(sharing, 2_000, shared: 13, alone: 10);
        Runs(sharing, 600, shared: 6, alone: 10);
        Assert.InRange(Runs(sharing, 1_000, shared: 6, alone: 10), 0, 20);
    }

    [Fact]
    public void One_slow_run_changes_nothing()
    {
        var sharing = new Sharing();
        for (var i = 0; i < 16; i++)
            sharing.Note(i == 9 ? 20 : 6);
        Assert.True(sharing.IsAlone(0));
        for (var i = 0; i < 3; i++)
            sharing.Note(10);
        Assert.False(sharing.IsAlone(0));
    }

    [Fact]
    public void Another_batch_is_judged_anew()
    {
        var sharing = new Sharing();
        Runs(sharing, 200, shared: 13, alone: 10);
        Assert.True(sharing.IsAlone(1));
        Assert.False(sharing.IsAlone(2));
    }

    private static int Runs(Sharing sharing, int runs, long shared, long alone)
    {
        var count = 0;
        for (var i = 0; i < runs; i++)
        {
            var isAlone = sharing.IsAlone(1);
            count += isAlone ? 1 : 0;
            sharing.Note(isAlone ? alone : shared);
        }

        return count;
    }
}
