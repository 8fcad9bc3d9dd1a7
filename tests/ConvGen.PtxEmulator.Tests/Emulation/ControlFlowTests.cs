namespace ConvGen.Tests.Ptx;

public sealed class ControlFlowTests
{
    private const string Store = " mul.wide.u32 %rd1, %r0, 4; add.s64 %rd2, %rd0, %rd1; st.global.u32 [%rd2], %r1;";

    [Fact]
    public void Lanes_part_and_meet_again()
    {
        // activemask after the two ways of a branch is full again.
        Assert.All(Run("setp.lt.u32 %p0, %r0, 10; @%p0 bra A; mov.u32 %r2, 1; bra B; A: mov.u32 %r2, 2; B: activemask.b32 %r1;"), value => Assert.Equal(-1, value));
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i < 10 ? 0x3FF : ~0x3FF), Run("setp.lt.u32 %p0, %r0, 10; @%p0 bra A; activemask.b32 %r1; bra B; A: activemask.b32 %r1; B: mov.u32 %r2, 0;"));
    }

    [Fact]
    public void Lanes_meet_where_the_compiler_has_put_the_meeting_first()
    {
        // The join C stands before the ways that lead to it.
        var values = Run("mov.u32 %r3, 0; bra.uni A; C: activemask.b32 %r1; bar.sync 0; add.u32 %r3, %r3, 1; setp.lt.u32 %p1, %r3, 3; @!%p1 bra E; A: setp.lt.u32 %p0, %r0, 7; @%p0 bra C; mov.u32 %r2, 1; bra.uni C; E: mov.u32 %r2, 2;");
        Assert.All(values, value => Assert.Equal(-1, value));
    }

    [Fact]
    public void Loops_of_different_lengths()
    {
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i * (i + 1) / 2), Run("mov.u32 %r1, 0; mov.u32 %r2, 0; L: setp.gt.u32 %p0, %r2, %r0; @%p0 bra E; add.u32 %r1, %r1, %r2; add.u32 %r2, %r2, 1; bra L; E: bar.sync 0;"));
    }

    [Fact]
    public void Loops_in_loops_with_ways_out()
    {
        static int Expected(int tid)
        {
            var sum = 0;
            for (var i = 0; i < 5; i++)
            {
                for (var j = 0; j < 8; j++)
                {
                    if (i * j > tid)
                        break;
                    if (((i + j) & 1) == 0)
                        continue;
                    sum += j + i;
                    if (sum > 40)
                        return sum;
                }
            }

            return sum;
        }

        var values = Run("""
            mov.u32 %r1, 0;
            mov.u32 %r2, 0;
            OUTER: mov.u32 %r3, 0;
            INNER: mul.lo.u32 %r4, %r2, %r3;
            setp.gt.u32 %p0, %r4, %r0;
            @%p0 bra NEXT;
            add.u32 %r4, %r2, %r3;
            and.b32 %r5, %r4, 1;
            setp.eq.u32 %p1, %r5, 0;
            @%p1 bra SKIP;
            add.u32 %r1, %r1, %r4;
            setp.gt.u32 %p2, %r1, 40;
            @%p2 bra DONE;
            SKIP: add.u32 %r3, %r3, 1;
            setp.lt.u32 %p3, %r3, 8;
            @%p3 bra INNER;
            NEXT: add.u32 %r2, %r2, 1;
            setp.lt.u32 %p4, %r2, 5;
            @%p4 bra OUTER;
            DONE: bar.sync 0;
            """);
        Assert.Equal(Enumerable.Range(0, 32).Select(Expected), values);
    }

    [Fact]
    public void Some_lanes_exit_early() =>
        Assert.Equal(Enumerable.Range(0, 32).Select(i => i < 5 ? 0 : 5), Run("mov.u32 %r1, 5; setp.lt.u32 %p0, %r0, 5; @%p0 exit;"));

    [Fact]
    public void Blocks_and_threads_have_three_dimensions()
    {
        var device = new Device();
        var kernel = Kernel.Of(1, """
            mov.u32 %r1, %ctaid.z; mov.u32 %r2, %nctaid.y; mov.u32 %r3, %ctaid.y; mad.lo.u32 %r1, %r1, %r2, %r3;
            mov.u32 %r2, %nctaid.x; mov.u32 %r3, %ctaid.x; mad.lo.u32 %r1, %r1, %r2, %r3;
            mov.u32 %r2, %ntid.z; mov.u32 %r3, %tid.z; mad.lo.u32 %r1, %r1, %r2, %r3;
            mov.u32 %r2, %ntid.y; mov.u32 %r3, %tid.y; mad.lo.u32 %r1, %r1, %r2, %r3;
            mov.u32 %r2, %ntid.x; mad.lo.u32 %r1, %r1, %r2, %r0;
            mul.wide.u32 %rd1, %r1, 4; add.s64 %rd2, %rd0, %rd1; st.global.u32 [%rd2], %r1;
            """);
        var buffer = device.Upload(new int[2 * 3 * 2 * 5 * 4 * 3]);
        var report = device.With(buffer).Launch(kernel, (2, 3, 2), (5, 4, 3));
        Assert.Empty(report.Findings);
        Assert.Equal(Enumerable.Range(0, 720), device.Download<int>(buffer, 720));
        Assert.Equal(720 * 21, report.ThreadInstructions);
        Assert.Equal(12 * 2 * 21, report.WarpInstructions);
    }

    [Fact]
    public void Lanes_and_warps_have_numbers() =>
        Assert.Equal(Enumerable.Range(0, 96).Select(i => (1000 * (i / 32)) + (i % 32)), Run("mov.u32 %r2, %warpid; mov.u32 %r3, %laneid; mad.lo.u32 %r1, %r2, 1000, %r3;", 96));

    [Fact]
    public void Instructions_are_counted()
    {
        var report = Check.Run("mov.f32 %f0, 0f3F800000; fma.rn.f32 %f0, %f0, %f0, %f0; st.shared.f32 [s], %f0; bar.sync 0; ld.shared.f32 %f1, [s]; ld.global.f32 %f2, [%rd0]; st.global.f32 [%rd0], %f2;", ".shared .align 4 .f32 s[1];", 1);
        Assert.Equal((1, 1, 1, 1, 1, 1), (report.Fma, report.SharedStores, report.SharedLoads, report.Barriers, report.GlobalLoads, report.GlobalStores));
        Assert.Equal(10, report.ThreadInstructions);
        Assert.Equal(Enumerable.Repeat(1L, 10), report.Profile);
    }

    internal static int[] Run(string body, int threads = 32)
    {
        var device = new Device();
        var buffer = device.Upload(new int[threads]);
        var report = device.With(buffer).Launch(Kernel.Of(1, body + Store), 1, threads);
        Assert.True(report.Findings.Count == 0, report.ToString());
        return device.Download<int>(buffer, threads);
    }
}
