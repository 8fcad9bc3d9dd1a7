namespace ConvGen.Tests.Ptx;

public sealed class MemoryTests
{
    [Fact]
    public void Vectors_of_all_widths()
    {
        var device = new Device();
        var (from, to) = (device.Upload([.. Enumerable.Range(0, 64).Select(i => (byte)(i * 5))]), device.Upload(new byte[64]));
        var kernel = Kernel.Of(2, """
            ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%rd0];
            st.global.v4.f32 [%rd1], {%f0, %f1, %f2, %f3};
            ld.global.nc.v2.u64 {%rd3, %rd4}, [%rd0+16];
            st.global.v2.b64 [%rd1+16], {%rd3, %rd4};
            ld.global.v4.u8 {%h0, %h1, %h2, %h3}, [%rd0+32];
            st.global.v4.u8 [%rd1+32], {%h0, %h1, %h2, %h3};
            ld.global.v2.u16 {%h4, %h5}, [%rd0+36];
            st.global.v2.b16 [%rd1+36], {%h4, %h5};
            ld.global.ca.f64 %fd0, [%rd0+40];
            st.global.f64 [%rd1+40], %fd0;
            ld.volatile.global.u32 %r1, [%rd0+48];
            st.global.cs.u32 [%rd1+48], %r1;
            ld.relaxed.gpu.global.u32 %r1, [%rd0+52];
            st.relaxed.gpu.global.u32 [%rd1+52], %r1;
            ld.u64 %rd5, [%rd0+56];
            st.u64 [%rd1+56], %rd5;
            """);
        var report = device.With(from).With(to).Launch(kernel, 1, 1);
        Assert.True(report.Findings.Count == 0, report.ToString());
        Assert.Equal(device.Download<byte>(from, 64), device.Download<byte>(to, 64));
    }

    [Fact]
    public void Narrow_loads_take_the_sign_along_or_not()
    {
        var device = new Device();
        var (from, to) = (device.Upload<byte>(0x80, 0xFF, 0x80, 0xFF), device.Upload(new long[6]));
        var kernel = Kernel.Of(2, """
            ld.global.s8 %r1, [%rd0]; cvt.s64.s32 %rd3, %r1; st.global.u64 [%rd1], %rd3;
            ld.global.u8 %r1, [%rd0]; cvt.s64.s32 %rd3, %r1; st.global.u64 [%rd1+8], %rd3;
            ld.global.s16 %rd3, [%rd0]; st.global.u64 [%rd1+16], %rd3;
            ld.global.u16 %rd3, [%rd0]; st.global.u64 [%rd1+24], %rd3;
            ld.global.s32 %rd3, [%rd0]; st.global.u64 [%rd1+32], %rd3;
            ld.global.u32 %rd3, [%rd0]; st.global.u64 [%rd1+40], %rd3;
            """);
        var report = device.With(from).With(to).Launch(kernel, 1, 1);
        Assert.True(report.Findings.Count == 0, report.ToString());
        Assert.Equal([-128, 128, -128, 0xFF80, unchecked((int)0xFF80FF80), 0xFF80FF80], device.Download<long>(to, 6));
    }

    [Fact]
    public void Generic_addresses_reach_every_space() =>
        Assert.Equal(Enumerable.Range(0, 32), ControlFlowTests.Run(".shared .align 4 .b32 s[32]; cvta.shared.u64 %rd3, s; mul.wide.u32 %rd4, %r0, 4; add.s64 %rd3, %rd3, %rd4; st.u32 [%rd3], %r0; cvta.to.shared.u64 %rd5, %rd3; ld.shared.u32 %r1, [%rd5];"));

    [Fact]
    public void Parameters_are_aligned_by_their_types()
    {
        var kernel = PtxModule.Parse(".version 7.0 .target sm_80 .address_size 64 .visible .entry k(.param .u32 a, .param .u64 b, .param .f32 c, .param .align 16 .b8 d[32]) { ret; }")["k"];
        Assert.Equal([0, 8, 16, 32], kernel.Parameters.Select(parameter => parameter.Offset));
        Assert.Equal(64, kernel.ParameterBytes);
        var device = new Device();
        var reader = Kernel.Of(3, "ld.param.u64 %rd5, [p1+8]; mov.b64 %rd6, p0; ld.param.u64 %rd7, [%rd6+8]; st.global.u64 [%rd0], %rd5; st.global.u64 [%rd0+8], %rd7;");
        var buffer = device.Upload(new long[2]);
        Assert.Empty(device.With(buffer).With(11L).With(22L).Launch(reader, 1, 1).Findings);
        Assert.Equal([22L, 11L], device.Download<long>(buffer, 2));
    }

    [Theory]
    [InlineData(4, 1.0, 4)]
    [InlineData(8, 2.0, 8)]
    [InlineData(16, 4.0, 16)]
    [InlineData(128, 32.0, 32)]
    [InlineData(0, 1.0, 1)]
    [InlineData(132, 1.0, 32)]
    public void Strides_cost_passes_and_sectors(int stride, double conflicts, int sectors)
    {
        var device = new Device();
        var kernel = Kernel.Of(1, $"mov.u32 %r1, s; mad.lo.u32 %r2, %r0, {stride}, %r1; st.shared.u32 [%r2], %r0; mul.wide.u32 %rd1, %r0, {stride}; add.s64 %rd1, %rd0, %rd1; ld.global.u32 %r3, [%rd1];", ".shared .align 128 .b8 s[8192];");
        device.Emulator.CheckRaces = false;
        var report = device.With(device.Upload(new byte[8192])).Launch(kernel, 1, 32);
        Assert.Empty(report.Findings);
        Assert.Equal(conflicts, report.BankConflicts);
        Assert.Equal((1, sectors), (report.GlobalRequests, report.GlobalSectors));
    }

    [Fact]
    public void Wide_accesses_without_gaps_have_no_conflicts()
    {
        const string Body = "mov.u32 %r1, s; mad.lo.u32 %r2, %r0, BYTES, %r1; mov.f32 %f0, 0f00000000; mov.f64 %fd0, 0d0000000000000000; STORE";
        foreach (var (bytes, store, requests) in new[] { (8, "st.shared.f64 [%r2], %fd0;", 2), (16, "st.shared.v4.f32 [%r2], {%f0, %f0, %f0, %f0};", 4) })
        {
            var report = Check.Run(Body.Replace("BYTES", bytes.ToString(), StringComparison.Ordinal).Replace("STORE", store, StringComparison.Ordinal), ".shared .align 128 .b8 s[1024];");
            Assert.Empty(report.Findings);
            Assert.Equal((requests, requests), (report.SharedRequests, report.SharedPhases));
        }
    }
}
