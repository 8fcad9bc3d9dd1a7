namespace ConvGen.Tests.Ptx;

public sealed class MemoryCheckTests
{
    [Fact]
    public void Behind_the_end_of_an_allocation()
    {
        const string Body = "mul.wide.u32 %rd1, %r0, 4; add.s64 %rd1, %rd0, %rd1; ld.global.f32 %f0, [%rd1+OFFSET];";
        Check.Clean(Body.Replace("OFFSET", "896", StringComparison.Ordinal));
        var finding = Check.Finds(FindingKind.GlobalOutOfBounds, "ld.global", Body.Replace("OFFSET", "900", StringComparison.Ordinal));
        Assert.Equal((31, 0, 0), finding.Thread);
        Assert.Contains("0 bytes behind the end of the 1024 bytes", finding.Message, StringComparison.Ordinal);
        Assert.Contains("4 bytes before", Check.Finds(FindingKind.GlobalOutOfBounds, "ld.global", "ld.global.f32 %f0, [%rd0+-4];").Message, StringComparison.Ordinal);
        Assert.Contains("hardly an address", Check.Finds(FindingKind.GlobalOutOfBounds, "st.global", "mov.u64 %rd1, 16; st.global.u32 [%rd1], %r0;").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_access_across_the_end()
    {
        Check.Clean("ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%rd0+1008];");
        Check.Finds(FindingKind.GlobalOutOfBounds, "ld.global", "ld.global.v2.f64 {%fd0, %fd1}, [%rd0+1024];");
    }

    [Fact]
    public void Freed_memory()
    {
        var device = new Device();
        var kernel = Kernel.Of(1, "st.global.u32 [%rd0], %r0;");
        var buffer = device.Upload(1, 2);
        Assert.Empty(device.With(buffer).Launch(kernel, 1, 1).Findings);
        device.Memory.Free(buffer);
        var report = device.With(buffer).Launch(kernel, 1, 1);
        Assert.Equal(FindingKind.GlobalFreed, Assert.Single(report.Findings).Kind);
        Assert.False(report.Completed);
    }

    [Theory]
    [InlineData("ld.global.f32 %f0, [%rd0+4];", "ld.global.f32 %f0, [%rd0+2];")]
    [InlineData("ld.global.f64 %fd0, [%rd0+8];", "ld.global.f64 %fd0, [%rd0+4];")]
    [InlineData("ld.global.v2.f32 {%f0, %f1}, [%rd0+8];", "ld.global.v2.f32 {%f0, %f1}, [%rd0+4];")]
    [InlineData("ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%rd0+16];", "ld.global.v4.f32 {%f0, %f1, %f2, %f3}, [%rd0+8];")]
    public void Addresses_that_are_not_aligned(string right, string wrong)
    {
        Check.Clean(right);
        Check.Finds(FindingKind.Misaligned, "ld.global", wrong);
    }

    [Fact]
    public void Shared_memory_has_an_end()
    {
        const string Body = "mov.u32 %r1, s; shl.b32 %r2, %r0, 2; add.u32 %r1, %r1, %r2; st.shared.u32 [%r1], %r0; ld.shared.u32 %r3, [%r1];";
        Check.Clean(Body, ".shared .align 4 .b32 s[32];");
        Check.Finds(FindingKind.SharedOutOfBounds, "st.shared", Body, ".shared .align 4 .b32 s[31];");
    }

    [Fact]
    public void An_address_of_shared_memory_needs_its_symbol() =>
        Check.Finds(FindingKind.SharedOutOfBounds, "st.shared", "shl.b32 %r1, %r0, 2; st.shared.u32 [%r1], %r0;", ".shared .align 4 .b32 s[32];");

    [Fact]
    public void Dynamic_shared_memory_is_what_the_launch_gives()
    {
        var text = Kernel.Text(1, "mov.u32 %r1, d; shl.b32 %r2, %r0, 2; add.u32 %r1, %r1, %r2; st.shared.u32 [%r1], %r0;", ".shared .align 4 .b8 s[20];", ".extern .shared .align 16 .b8 d[];");
        var (device, kernel) = (new Device(), PtxModule.Parse(text)["k"]);
        Assert.Equal((20, 32), (kernel.StaticSharedBytes, kernel.DynamicSharedOffset));
        Assert.Empty(device.With(0ul).Launch(kernel, 1, 32, 128).Findings);
        Assert.Equal(FindingKind.SharedOutOfBounds, Assert.Single(device.With(0ul).Launch(kernel, 1, 32, 124).Findings).Kind);
    }

    [Fact]
    public void Shared_memory_is_written_before_it_is_read()
    {
        const string Body = "mov.u32 %r1, s; shl.b32 %r2, %r0, 2; add.u32 %r1, %r1, %r2; st.shared.u32 [%r1], %r0; bar.sync 0; ld.shared.u32 %r3, [s+LAST];";
        Check.Clean(Body.Replace("LAST", "124", StringComparison.Ordinal), ".shared .align 4 .b32 s[33];");
        Check.Finds(FindingKind.UninitializedShared, "ld.shared", Body.Replace("LAST", "128", StringComparison.Ordinal), ".shared .align 4 .b32 s[33];");
        Check.Finds(FindingKind.UninitializedShared, "ld.shared.u32", "st.shared.u8 [s], %r0; ld.shared.u32 %r1, [s];", ".shared .align 4 .b32 s[1];", 1);
        // What the block before wrote is not there any more.
        Check.Finds(FindingKind.UninitializedShared, "ld.shared", "mov.u32 %r1, %ctaid.x; setp.eq.u32 %p0, %r1, 0; @%p0 st.shared.u32 [s], %r0; ld.shared.u32 %r3, [s];", ".shared .align 4 .b32 s[1];", 1, 2);
    }

    [Fact]
    public void Constants_and_parameters_are_not_written()
    {
        const string Module = ".const .align 4 .f32 c[2] = {0f3F800000, 0f40000000};\n.global .align 4 .u32 g[2] = {7, 9};\n";
        var device = new Device();
        var kernel = PtxModule.Parse(Kernel.Text(1, "ld.const.f32 %f0, [c+4]; ld.global.u32 %r1, [g+4]; st.global.f32 [%rd0], %f0; st.global.u32 [%rd0+4], %r1;", "", Module))["k"];
        var buffer = device.Upload(new float[2]);
        Assert.Empty(device.With(buffer).Launch(kernel, 1, 1).Findings);
        Assert.Equal([0x40000000, 9], device.Download<int>(buffer, 2));
        kernel = PtxModule.Parse(Kernel.Text(1, "mov.u64 %rd1, c; st.u32 [%rd1], %r0;", "", Module))["k"];
        Assert.Contains("writes to constants", Assert.Single(device.With(buffer).Launch(kernel, 1, 1).Findings).Message, StringComparison.Ordinal);
        Assert.Throws<PtxFormatException>(() => Kernel.Of(1, "st.param.u64 [p0], %rd0;").Decode());
    }

    [Fact]
    public void Registers_are_written_before_they_are_read()
    {
        Check.Clean("mov.u32 %r1, 5; add.u32 %r2, %r1, 1;");
        Assert.Contains("%r1 is read", Check.Finds(FindingKind.UninitializedRegister, "add.u32", "add.u32 %r2, %r1, 1;").Message, StringComparison.Ordinal);
        Check.Finds(FindingKind.UninitializedRegister, "@%p0 mov", "@%p0 mov.u32 %r1, 1;");
        Check.Finds(FindingKind.UninitializedRegister, "st.global", "st.global.f32 [%rd0], %f7;", "", 1);
        Check.Finds(FindingKind.UninitializedRegister, "fma", "mov.f32 %f0, 0f00000000; fma.rn.f32 %f1, %f0, %f0, %f2;");
    }

    [Fact]
    public void A_register_written_under_a_false_guard_is_not_written()
    {
        const string Body = "setp.lt.u32 %p0, %r0, 16; @%p0 mov.u32 %r1, 1; ";
        Check.Clean(Body + "@%p0 add.u32 %r2, %r1, 1;");
        Check.Clean(Body + "@!%p0 mov.u32 %r1, 2; add.u32 %r2, %r1, 1;");
        Assert.Equal((16, 0, 0), Check.Finds(FindingKind.UninitializedRegister, "add.u32", Body + "add.u32 %r2, %r1, 1;").Thread);
        // What is not chosen need not be there.
        Check.Clean(Body + "selp.b32 %r2, %r1, 0, %p0;");
        Check.Finds(FindingKind.UninitializedRegister, "selp", Body + "selp.b32 %r2, 0, %r1, %p0;");
    }

    [Fact]
    public void What_is_not_written_holds_garbage()
    {
        var device = new Device();
        var buffer = device.Upload(new float[1]);
        device.With(buffer).Launch(Kernel.Of(1, "st.global.f32 [%rd0], %f7;"), 1, 1);
        Assert.True(float.IsNaN(device.Download<float>(buffer, 1)[0]));
    }

    [Fact]
    public void Division_by_zero()
    {
        Check.Clean("add.u32 %r1, %r0, 1; div.u32 %r2, 100, %r1;");
        Assert.Equal(default, Check.Finds(FindingKind.DivisionByZero, "div.u32", "div.u32 %r2, 100, %r0;").Thread);
        Check.Finds(FindingKind.DivisionByZero, "rem.s64", "mov.u64 %rd1, 0; rem.s64 %rd2, %rd0, %rd1;");
    }

    [Fact]
    public void Local_memory_is_each_threads_own()
    {
        var device = new Device();
        var kernel = Kernel.Of(1, """
            mov.u64 %rd1, l;
            st.local.u32 [%rd1+4], %r0;
            cvta.local.u64 %rd2, %rd1;
            ld.u32 %r1, [%rd2+4];
            mul.wide.u32 %rd3, %r0, 4;
            add.s64 %rd3, %rd0, %rd3;
            st.global.u32 [%rd3], %r1;
            """, ".local .align 8 .b8 l[8];");
        var buffer = device.Upload(new int[64]);
        Assert.Empty(device.With(buffer).Launch(kernel, 1, 64).Findings);
        Assert.Equal(Enumerable.Range(0, 64), device.Download<int>(buffer, 64));
        Check.Finds(FindingKind.LocalOutOfBounds, "st.local", "st.local.u32 [l+16], %r0;", ".local .align 8 .b8 l[8];");
    }
}
