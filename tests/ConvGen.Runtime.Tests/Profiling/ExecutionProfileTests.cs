using System.Diagnostics;
using Xunit;

namespace ConvGen.Tests.Profiling;

/// <summary>What a profile notes of schedules whose work is known.</summary>
public sealed unsafe class ExecutionProfileTests
{
    private static readonly KernelWork _perImage = new(KernelKind.Convolution, 1000, 40, 8);
    private static readonly KernelWork _perCall = new(KernelKind.Copy, 0, 0, 16);

    [Fact]
    public void Kernels_stand_in_order_with_their_calls_and_work()
    {
        var profile = new ExecutionProfile();
        using var pool = Pool(profile, threads: 1);
        var schedule = Schedule();

        Run(schedule, pool, 5);
        Run(schedule, pool, 2);

        // 7 images in 2 calls: 7 · 40 + 2 · 8 bytes; what does not count by images does its work once a call.
        Assert.Equal(
            [("pack", 2, 0, 32), ("a", 2, 7000, 296), ("b", 2, 7000, 296), ("c", 2, 7000, 296)],
            profile.Entries.Select(entry => (entry.Kernel, (int)entry.Calls, (int)entry.Operations, (int)entry.Bytes)));
        Assert.All(profile.Entries, entry => Assert.Equal(("Net", "Inference Forward"), (entry.Network, entry.Segment)));
        Assert.Equal([KernelKind.Copy, KernelKind.Convolution, KernelKind.Convolution, KernelKind.Convolution], profile.Entries.Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData(1, 5)] // a sweep, two images at a time
    [InlineData(2, 5)] // a sweep on two threads
    [InlineData(2, 1)] // too few images: kernel by kernel
    public void Bodies_get_the_items_that_they_get_without_a_profile(int threads, int batch)
    {
        var (plain, profiled) = (new List<string>(), new List<string>());
        using (var pool = new WorkerPool(threads))
            Run(Schedule(plain), pool, batch);
        using (var pool = Pool(new ExecutionProfile(), threads))
            Run(Schedule(profiled), pool, batch);

        Assert.NotEmpty(plain);
        if (threads == 1)
            Assert.Equal(plain, profiled);
        Assert.Equal(plain.Order(StringComparer.Ordinal), profiled.Order(StringComparer.Ordinal));
    }

    /// <summary>Two kernels of one sweep, of which one takes three times as long: threads work at once, so their times must be shared, not added.</summary>
    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 6)]
    [InlineData(2, 1)]
    public void Times_add_up_to_no_more_than_the_pass_took_and_go_to_who_took_them(int threads, int batch)
    {
        var profile = new ExecutionProfile();
        using var pool = Pool(profile, threads);
        var schedule = new KernelSchedule("Inference Forward");
        schedule.Sweep(1, 2);
        schedule.EachImage("short", 1, 400_000, _perImage, (_, begin, end) => Thread.Sleep(2 * (end - begin)));
        schedule.EachImage("long", 1, 400_000, _perImage, (_, begin, end) => Thread.Sleep(20 * (end - begin)));

        var start = Stopwatch.GetTimestamp();
        Run(schedule, pool, batch);
        var wall = Stopwatch.GetElapsedTime(start);

        var (quick, slow) = (profile.Entries[0].Time, profile.Entries[1].Time);
        Assert.True(quick + slow <= wall, $"{quick} and {slow} are more than {wall}.");
        Assert.True(quick > TimeSpan.Zero && slow > quick, $"{quick} is not less than {slow}.");
        Assert.True(quick + slow > 0.5 * TimeSpan.FromMilliseconds(22.0 * batch / threads), $"{quick} and {slow} are less than what bodies slept.");
    }

    [Fact]
    public void A_reset_forgets_and_goes_on()
    {
        var profile = new ExecutionProfile();
        using var pool = Pool(profile, threads: 1);
        var schedule = Schedule();
        Run(schedule, pool, 5);

        profile.Reset();

        Assert.Empty(profile.Entries);
        Assert.Equal("", profile.ToString());
        Run(schedule, pool, 3);
        Assert.Equal([1, 1, 1, 1], profile.Entries.Select(entry => entry.Calls));
        Assert.Equal(3000, profile.Entries[1].Operations);
    }

    [Fact]
    public void Networks_may_share_a_profile()
    {
        var profile = new ExecutionProfile();
        using var one = Pool(profile, threads: 1);
        using var two = Pool(profile, threads: 2);
        Run(Schedule(), one, 1);
        Run(Schedule(), two, 1);

        Assert.Equal(8, profile.Entries.Count);
        Assert.Equal([1, 2], profile.Entries.Select(entry => entry.Threads).Distinct());
    }

    [Fact]
    public void The_table_has_every_kernel_totals_and_kinds_in_narrow_lines()
    {
        var profile = new ExecutionProfile();
        using var pool = Pool(profile, threads: 1);
        var schedule = Schedule();
        schedule.Once(new string('x', 60) + " input gradient weights", 1, 1, _perCall, (_, _, _) => { });
        Run(schedule, pool, 5);

        var lines = profile.ToString().Split('\n');

        Assert.StartsWith("Profile of Net: Vector128, 1 thread; peak ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("Inference Forward: 1 run of 5 images, ", StringComparison.Ordinal));
        // Of the sums by kind the longest stands first, whichever that is.
        string[] firsts = [.. lines.Select(line => line.Split(' ')[0]).Select(first => first.StartsWith("xx", StringComparison.Ordinal) ? "x" : first)];
        Assert.Equal(["pack", "a", "b", "c", "x", "all"], firsts.Where(first => first is "pack" or "a" or "b" or "c" or "x" or "all"));
        Assert.Equal(["2", "3"], firsts.Where(first => first is "2" or "3").Order(StringComparer.Ordinal));
        Assert.Single(lines, line => line.Contains("xx…put gradient weights copy ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length < 150, line));
    }

    private static WorkerPool Pool(ExecutionProfile profile, int threads) => new(threads) { Recorder = new NetworkRecorder(profile, "Net", InstructionSet.Vector128, threads) };

    private static KernelSchedule Schedule(List<string>? calls = null)
    {
        var schedule = new KernelSchedule("Inference Forward");
        schedule.Once("pack", 3, 10, _perCall, Record("pack"));
        schedule.Sweep(2, 2);
        schedule.EachImage("a", 1, 10, _perImage, Record("a"));
        schedule.EachImage("b", 3, 10, _perImage, Record("b"));
        schedule.WholeBatch("c", 4, 400_000, _perImage, Record("c"));
        return schedule;

        KernelBody Record(string name) => (_, begin, end) =>
        {
            if (calls is null)
                return;
            lock (calls)
                calls.Add($"{name} {begin}-{end}");
        };
    }

    private static void Run(KernelSchedule schedule, WorkerPool pool, int batch)
    {
        var frame = new Frame { Batch = batch };
        schedule.Run(pool, &frame);
    }
}
