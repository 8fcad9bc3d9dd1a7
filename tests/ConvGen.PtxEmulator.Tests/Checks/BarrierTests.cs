namespace ConvGen.Tests.Ptx;

public sealed class BarrierTests
{
    [Fact]
    public void A_barrier_that_some_lanes_do_not_come_to()
    {
        const string Body = "setp.lt.u32 %p0, %r0, LIMIT; @%p0 bra L; bar.sync 0; L: mov.u32 %r1, 1;";
        Check.Clean(Body.Replace("LIMIT", "0", StringComparison.Ordinal));
        Check.Finds(FindingKind.BarrierDivergence, "bar.sync", Body.Replace("LIMIT", "16", StringComparison.Ordinal));
        Check.Finds(FindingKind.BarrierDivergence, "bar.sync", "setp.lt.u32 %p0, %r0, 16; @%p0 bar.sync 0;");
    }

    [Fact]
    public void A_barrier_that_a_warp_has_exited_before()
    {
        const string Body = "setp.ge.u32 %p0, %r0, LIMIT; @%p0 ret; bar.sync 0;";
        Check.Clean(Body.Replace("LIMIT", "64", StringComparison.Ordinal), "", 64);
        Assert.Contains("that have exited", Check.Finds(FindingKind.BarrierDivergence, "bar.sync", Body.Replace("LIMIT", "32", StringComparison.Ordinal), "", 64).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warps_at_different_barriers() =>
        Check.Finds(FindingKind.BarrierDivergence, "bar.sync 0", "setp.lt.u32 %p0, %r0, 32; @%p0 bra L; bar.sync 0; bra M; L: bar.sync 0; M: mov.u32 %r1, 1;", "", 64);

    [Fact]
    public void Barriers_of_a_part_of_the_block()
    {
        // The first warp and the second meet at barrier 1, the third and the fourth at barrier 2.
        Check.Clean("shr.u32 %r1, %r0, 6; add.u32 %r1, %r1, 1; bar.sync %r1, 64; bar.sync 0;", "", 128);
        Check.Finds(FindingKind.Deadlock, "bar.sync", "setp.lt.u32 %p0, %r0, 32; @%p0 bar.sync 1, 64;", "", 64);
    }

    [Fact]
    public void A_loop_without_an_end()
    {
        var device = new Device();
        device.Emulator.InstructionBudget = 10_000;
        var report = device.With(0ul).Launch(Kernel.Of(1, "L: add.u32 %r0, %r0, 1; bra L;"), 1, 32);
        Assert.Equal(FindingKind.InstructionBudget, Assert.Single(report.Findings).Kind);
        Assert.False(report.Completed);
    }

    [Fact]
    public void Lanes_that_should_shuffle_together()
    {
        Check.Clean("setp.lt.u32 %p0, %r0, 16; @%p0 shfl.sync.down.b32 %r1, %r0, 0, 31, 0x0000ffff;");
        Check.Finds(FindingKind.WarpDivergence, "shfl", "setp.lt.u32 %p0, %r0, 16; @%p0 shfl.sync.down.b32 %r1, %r0, 0, 31, 0xffffffff;");
        Check.Finds(FindingKind.WarpDivergence, "bra.uni", "setp.lt.u32 %p0, %r0, 16; @%p0 bra.uni L; mov.u32 %r1, 1; L: mov.u32 %r2, 1;");
    }

    [Theory]
    [InlineData(1025, 0, "no block")]
    [InlineData(128, 0, ".maxntid allows 64")]
    [InlineData(64, 300_000, "bytes of shared memory")]
    public void Launch_limits(int threads, int shared, string message)
    {
        var kernel = PtxModule.Parse(Kernel.Text(0, "").Replace(")\n{", ")\n.maxntid 64\n{", StringComparison.Ordinal))["k"];
        var device = new Device();
        Assert.Empty(device.Launch(kernel, 1, 64).Findings);
        var finding = Assert.Single(device.Launch(kernel, 1, threads, shared).Findings);
        Assert.Equal(FindingKind.LaunchLimit, finding.Kind);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Static_shared_memory_has_a_limit()
    {
        Check.Clean("mov.u32 %r1, s;", ".shared .align 4 .b8 s[49152];");
        Assert.Equal(FindingKind.LaunchLimit, Assert.Single(Check.Run("mov.u32 %r1, s;", ".shared .align 4 .b8 s[49153];").Findings).Kind);
    }

    [Fact]
    public void Parameters_may_be_missing()
    {
        var device = new Device();
        Assert.Equal(FindingKind.LaunchLimit, Assert.Single(device.Launch(Kernel.Of(1, ""), 1, 32).Findings).Kind);
    }

    [Fact]
    public void A_trap_ends_the_launch() => Check.Finds(FindingKind.Trap, "trap", "trap;");
}
