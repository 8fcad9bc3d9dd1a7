namespace ConvGen.Tests.Ptx;

public sealed class WarpTests
{
    [Theory]
    [InlineData("up", 3, 0)]
    [InlineData("down", 5, 31)]
    [InlineData("bfly", 6, 31)]
    [InlineData("idx", 9, 31)]
    public void Shuffles(string mode, int amount, int clamp)
    {
        int From(int lane)
        {
            var from = mode switch
            {
                "up" => lane - amount,
                "down" => lane + amount,
                "bfly" => lane ^ amount,
                _ => amount,
            };
            return from is < 0 or > 31 ? lane : from;
        }

        Assert.Equal(Enumerable.Range(0, 32).Select(lane => 10 * From(lane)), ControlFlowTests.Run($"mul.lo.u32 %r2, %r0, 10; shfl.sync.{mode}.b32 %r1, %r2, {amount}, {clamp}, 0xffffffff;"));
        Assert.Equal(Enumerable.Range(0, 32).Select(lane => mode == "idx" || From(lane) != lane ? 1 : 0), ControlFlowTests.Run($"shfl.sync.{mode}.b32 %r2|%p0, %r0, {amount}, {clamp}, -1; selp.b32 %r1, 1, 0, %p0;"));
    }

    [Fact]
    public void Shuffles_in_parts_of_a_warp()
    {
        // Segments of eight lanes: mask 0x18 in bits 8 to 12.
        Assert.Equal(Enumerable.Range(0, 32).Select(lane => (lane & 7) + 2 > 7 ? lane : lane + 2), ControlFlowTests.Run("shfl.sync.down.b32 %r1, %r0, 2, 0x181f, 0xffffffff;"));
        Assert.Equal(Enumerable.Range(0, 32).Select(lane => (lane & 24) + 3), ControlFlowTests.Run("shfl.sync.idx.b32 %r1, %r0, 3, 0x181f, 0xffffffff;"));
    }

    [Fact]
    public void A_sum_over_a_warp() =>
        Assert.All(ControlFlowTests.Run("mov.u32 %r1, %r0; " + string.Concat(new[] { 16, 8, 4, 2, 1 }.Select(step => $"shfl.sync.bfly.b32 %r2, %r1, {step}, 31, -1; add.u32 %r1, %r1, %r2; "))), value => Assert.Equal(496, value));

    [Fact]
    public void Votes_and_reductions()
    {
        Assert.All(ControlFlowTests.Run("setp.lt.u32 %p0, %r0, 4; vote.sync.ballot.b32 %r1, %p0, -1;"), value => Assert.Equal(15, value));
        Assert.All(ControlFlowTests.Run("setp.lt.u32 %p0, %r0, 4; vote.sync.any.pred %p1, %p0, -1; vote.sync.all.pred %p2, !%p0, -1; selp.b32 %r1, 1, 0, %p1; selp.b32 %r2, 2, 0, %p2; add.u32 %r1, %r1, %r2;"), value => Assert.Equal(1, value));
        Assert.All(ControlFlowTests.Run("redux.sync.add.s32 %r1, %r0, -1;"), value => Assert.Equal(496, value));
        Assert.All(ControlFlowTests.Run("sub.s32 %r2, %r0, 5; redux.sync.min.s32 %r1, %r2, -1;"), value => Assert.Equal(-5, value));
    }

    [Fact]
    public void Atomics()
    {
        var device = new Device();
        var buffer = device.Upload(0, 1000, -1000, 5, 0, 0, 3, 0);
        var kernel = Kernel.Of(1, """
            cvt.rn.f32.u32 %f0, %r0;
            red.global.add.u32 [%rd0], %r0;
            red.global.min.s32 [%rd0+4], %r0;
            red.global.max.s32 [%rd0+8], %r0;
            atom.global.exch.b32 %r1, [%rd0+12], %r0;
            red.global.add.f32 [%rd0+16], %f0;
            atom.global.or.b32 %r2, [%rd0+20], %r0;
            atom.global.cas.b32 %r3, [%rd0+24], 3, %r0;
            atom.global.inc.u32 %r4, [%rd0+28], 9;
            """);
        Assert.Empty(device.With(buffer).Launch(kernel, 1, 32).Findings);
        Assert.Equal([496, 0, 31, 31, BitConverter.SingleToInt32Bits(496), 31, 0, 2], device.Download<int>(buffer, 8));
    }

    [Fact]
    public void An_atomic_gives_the_old_value() =>
        Assert.Equal(Enumerable.Range(0, 32), ControlFlowTests.Run(".shared .align 4 .u32 s; setp.eq.u32 %p0, %r0, 0; @%p0 st.shared.u32 [s], 0; bar.sync 0; atom.shared.add.u32 %r1, [s], 1;"));
}
