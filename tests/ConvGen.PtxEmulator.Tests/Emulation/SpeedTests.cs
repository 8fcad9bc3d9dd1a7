using Xunit.Abstractions;

namespace ConvGen.Tests.Ptx;

/// <summary>How fast the emulator is; printed, since machines differ. The time is the processor's, since machines are busy.</summary>
[Collection(MockDriverCollection.Name)]
public sealed class SpeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Speed()
    {
        foreach (var (name, kernel) in new[] { ("arithmetic", Arithmetic()), ("shared memory", SharedMemory()), ("global memory", GlobalMemory()) })
        {
            foreach (var races in new[] { true, false })
            {
                var device = new Device();
                device.Emulator.CheckRaces = races;
                var y = device.Upload(new float[256 * 32 * 8]);
                device.With(y).Launch(kernel, 2, 256); // compiles the loops
                var before = Environment.CpuUsage.UserTime;
                var report = device.With(y).Launch(kernel, 32, 256);
                Assert.True(report.Findings.Count == 0, report.ToString());
                output.WriteLine($"{name}, races {races}: {report.ThreadInstructions / (Environment.CpuUsage.UserTime - before).TotalSeconds / 1e6:0} M thread instructions/s, {report.ThreadInstructions / 1e6:0.0} M");
            }
        }
    }

    private static PtxKernel Arithmetic() => Kernel.Of(1, """
        mov.u32 %r1, %ctaid.x;
        mad.lo.s32 %r2, %r1, 256, %r0;
        mul.wide.u32 %rd1, %r2, 4;
        add.s64 %rd2, %rd0, %rd1;
        ld.global.f32 %f0, [%rd2];
        mov.f32 %f1, 0f3F800000;
        mov.f32 %f2, 0f3F000000;
        mov.u32 %r3, 0;
        L: fma.rn.f32 %f1, %f1, %f2, %f0;
        fma.rn.f32 %f0, %f1, %f2, %f0;
        mul.f32 %f0, %f0, %f2;
        add.s32 %r4, %r3, 5;
        xor.b32 %r4, %r4, %r0;
        add.s32 %r3, %r3, 1;
        setp.lt.u32 %p0, %r3, 100;
        @%p0 bra L;
        st.global.f32 [%rd2], %f1;
        """);

    private static PtxKernel SharedMemory() => Kernel.Of(1, """
        mov.u32 %r1, s;
        shl.b32 %r2, %r0, 2;
        add.u32 %r1, %r1, %r2;
        mov.f32 %f0, 0f3F800000;
        mov.f32 %f1, 0f3F800000;
        mov.u32 %r3, 0;
        L: st.shared.f32 [%r1], %f0;
        bar.sync 0;
        ld.shared.f32 %f1, [s];
        ld.shared.f32 %f2, [s+128];
        fma.rn.f32 %f3, %f1, %f2, %f0;
        ld.shared.f32 %f4, [%r1];
        fma.rn.f32 %f5, %f4, %f2, %f3;
        bar.sync 0;
        add.s32 %r3, %r3, 1;
        setp.lt.u32 %p0, %r3, 50;
        @%p0 bra L;
        """, ".shared .align 4 .f32 s[256];");

    private static PtxKernel GlobalMemory() => Kernel.Of(1, """
        mov.u32 %r1, %ctaid.x;
        mad.lo.s32 %r2, %r1, 2048, %r0;
        mul.wide.u32 %rd1, %r2, 4;
        add.s64 %rd2, %rd0, %rd1;
        mov.u32 %r3, 0;
        L: ld.global.f32 %f0, [%rd2];
        ld.global.f32 %f1, [%rd2+1024];
        ld.global.f32 %f2, [%rd2+2048];
        fma.rn.f32 %f3, %f0, %f1, %f2;
        st.global.f32 [%rd2+4096], %f3;
        add.s32 %r3, %r3, 1;
        setp.lt.u32 %p0, %r3, 50;
        @%p0 bra L;
        """);
}
