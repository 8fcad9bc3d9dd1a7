namespace ConvGen.Tests.Ptx;

public sealed class RaceTests
{
    private const string Shared = ".shared .align 16 .b32 s[1024];";
    private const string Address = "mov.u32 %r1, s; shl.b32 %r2, %r0, 2; add.u32 %r1, %r1, %r2; ";

    [Fact]
    public void A_barrier_is_missing_between_a_write_and_a_read()
    {
        const string Body = Address + "st.shared.u32 [%r1], %r0; BARRIER ld.shared.u32 %r3, [s+256];";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), Shared, 128);
        var finding = Check.Run(Body.Replace("BARRIER", "", StringComparison.Ordinal), Shared, 128).Findings.First(finding => finding.Kind == FindingKind.SharedRace);
        Assert.Contains("shared memory at 1280", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_barrier_is_missing_between_a_read_and_the_next_write()
    {
        const string Body = Address + "st.shared.u32 [%r1], %r0; bar.sync 0; ld.shared.u32 %r3, [s]; BARRIER st.shared.u32 [%r1], %r3;";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), Shared, 64);
        Check.Finds(FindingKind.SharedRace, "], %r3", Body.Replace("BARRIER", "", StringComparison.Ordinal), Shared, 64);
    }

    [Fact]
    public void Two_threads_write_one_word() =>
        Assert.Contains("wrote", Check.Finds(FindingKind.SharedRace, "st.shared", "st.shared.u32 [s], %r0;", Shared).Message, StringComparison.Ordinal);

    [Fact]
    public void Reading_one_word_is_no_race() =>
        Check.Clean("setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [s], %r0; bar.sync 0; ld.shared.u32 %r1, [s]; ld.shared.u32 %r2, [s];", Shared, 64);

    [Theory]
    [InlineData("", true)]
    [InlineData("bar.warp.sync 0xffffffff;", false)]
    [InlineData("shfl.sync.idx.b32 %r9, %r0, 0, 31, 0xffffffff;", false)]
    [InlineData("membar.cta;", true)]
    [InlineData("bar.sync 0;", false)]
    public void Lanes_of_a_warp_are_unordered_but_for(string between, bool race)
    {
        var body = Address + "st.shared.u32 [%r1], %r0; " + between + " xor.b32 %r4, %r1, 4; ld.shared.u32 %r3, [%r4];";
        if (race)
            Check.Finds(FindingKind.SharedRace, "ld.shared", body, Shared);
        else
            Check.Clean(body, Shared);
    }

    [Fact]
    public void Warps_are_not_ordered_by_what_orders_a_warp() =>
        Check.Finds(FindingKind.SharedRace, "ld.shared", Address + "st.shared.u32 [%r1], %r0; bar.warp.sync 0xffffffff; xor.b32 %r4, %r1, 128; setp.gt.u32 %p0, %r0, 31; @%p0 ld.shared.u32 %r3, [%r4];", Shared, 64);

    [Fact]
    public void Neighbouring_bytes_are_nobodys_race()
    {
        const string Body = "mov.u32 %r1, s; add.u32 %r1, %r1, %r0; st.shared.u8 [%r1], %r0; bar.sync 0; ld.shared.u32 %r3, [s];";
        Check.Clean(Body, Shared);
        Check.Finds(FindingKind.SharedRace, "ld.shared", Body.Replace("bar.sync 0;", "", StringComparison.Ordinal), Shared);
    }

    [Fact]
    public void Atomics_are_ordered_among_themselves_only()
    {
        const string Body = "setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [s], 0; bar.sync 0; red.shared.add.u32 [s], 1; atom.shared.add.u32 %r5, [s], 2; BARRIER ld.shared.u32 %r3, [s];";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), Shared, 64);
        Check.Finds(FindingKind.SharedRace, "ld.shared", Body.Replace("BARRIER", "", StringComparison.Ordinal), Shared, 64);
    }

    [Fact]
    public void Blocks_are_not_ordered()
    {
        const string Body = "mov.u32 %r1, %ctaid.x; mul.wide.u32 %rd1, %r1, STRIDE; add.s64 %rd2, %rd0, %rd1; setp.eq.u32 %p0, %r0, 0; @%p0 st.global.u32 [%rd2], %r1;";
        Check.Clean(Body.Replace("STRIDE", "4", StringComparison.Ordinal), "", 32, 3);
        var finding = Check.Finds(FindingKind.GlobalRace, "st.global", Body.Replace("STRIDE", "0", StringComparison.Ordinal), "", 32, 3);
        Assert.Contains("another block", finding.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), finding.Block);
        Check.Finds(FindingKind.GlobalRace, "ld.global", "mov.u32 %r1, %ctaid.x; setp.eq.u32 %p0, %r1, 0; @%p0 st.global.u32 [%rd0], %r1; @!%p0 ld.global.u32 %r2, [%rd0];", "", 1, 2);
    }

    [Fact]
    public void A_reader_in_an_earlier_block_is_not_forgotten() =>
        Check.Finds(FindingKind.GlobalRace, "st.global", "mov.u32 %r1, %ctaid.x; ld.global.u32 %r2, [%rd0]; setp.eq.u32 %p0, %r1, 2; @%p0 st.global.u32 [%rd0], %r1;", "", 1, 3);

    [Fact]
    public void Within_a_block_barriers_order_global_memory_too()
    {
        const string Body = "mul.wide.u32 %rd1, %r0, 4; add.s64 %rd2, %rd0, %rd1; st.global.u32 [%rd2], %r0; BARRIER ld.global.u32 %r1, [%rd0];";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), "", 64);
        Check.Finds(FindingKind.GlobalRace, "ld.global", Body.Replace("BARRIER", "", StringComparison.Ordinal), "", 64);
    }

    [Fact]
    public void Launches_are_ordered()
    {
        var device = new Device();
        var (buffer, kernel) = (device.Upload(1, 2, 3), Kernel.Of(1, "setp.eq.u32 %p0, %r0, 0; ld.global.u32 %r1, [%rd0]; bar.sync 0; @%p0 st.global.u32 [%rd0], %r1;"));
        for (var i = 0; i < 3; i++)
            Assert.Empty(device.With(buffer).Launch(kernel, 1, 32).Findings);
    }

    [Fact]
    public void Global_atomics_of_blocks_do_not_race()
    {
        Check.Clean("red.global.add.f32 [%rd0], 0f3F800000; atom.global.max.s32 %r1, [%rd0+4], %r0;", "", 64, 4);
        Check.Finds(FindingKind.GlobalRace, "ld.global", "red.global.add.u32 [%rd0], 1; bar.sync 0; ld.global.u32 %r1, [%rd0];", "", 32, 2);
    }

    [Fact]
    public void Looking_for_races_can_be_switched_off()
    {
        var device = new Device();
        device.Emulator.CheckRaces = false;
        Assert.Empty(device.With(device.Upload(0)).Launch(Kernel.Of(1, "st.global.u32 [%rd0], %r0;"), 2, 32).Findings);
    }

    [Fact]
    public void Alike_findings_are_counted()
    {
        var finding = Assert.Single(Check.Run("st.shared.u32 [s], %r0;", Shared, 128).Findings);
        Assert.Equal(127, finding.Count);
    }
}
