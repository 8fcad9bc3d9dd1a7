namespace ConvGen.Tests.Ptx;

/// <summary>Asynchronous copies are made as late as the program allows, so that it shows what does not wait for them.</summary>
public sealed class AsyncCopyTests
{
    private const string Shared = ".shared .align 16 .b8 s[1024];";
    private const string Copy = "mov.u32 %r1, s; shl.b32 %r2, %r0, 4; add.u32 %r1, %r1, %r2; cvt.u64.u32 %rd2, %r2; add.s64 %rd2, %rd0, %rd2; cp.async.cg.shared.global [%r1], [%rd2], 16; ";

    [Fact]
    public void Data_arrives()
    {
        var device = new Device();
        var (from, to) = (device.Upload([.. Enumerable.Range(0, 128).Select(i => (float)i)]), device.Upload(new float[128]));
        var kernel = Kernel.Of(2, Copy + "cp.async.commit_group; cp.async.wait_group 0; bar.sync 0; xor.b32 %r3, %r1, 32; ld.shared.v4.f32 {%f0, %f1, %f2, %f3}, [%r3]; cvt.u64.u32 %rd3, %r2; add.s64 %rd3, %rd1, %rd3; st.global.v4.f32 [%rd3], {%f0, %f1, %f2, %f3};", Shared);
        var report = device.With(from).With(to).Launch(kernel, 1, 32);
        Assert.True(report.Findings.Count == 0, report.ToString());
        Assert.Equal(Enumerable.Range(0, 128).Select(i => (float)(i ^ 8)), device.Download<float>(to, 128));
    }

    [Theory]
    [InlineData("cp.async.commit_group; cp.async.wait_group 0;", false)]
    [InlineData("cp.async.wait_all;", false)]
    [InlineData("cp.async.commit_group; cp.async.wait_all;", false)]
    [InlineData("cp.async.commit_group;", true)]
    [InlineData("", true)]
    [InlineData("cp.async.commit_group; cp.async.wait_group 1;", true)]
    [InlineData("cp.async.wait_group 0;", true)]
    [InlineData("cp.async.commit_group; cp.async.commit_group; cp.async.wait_group 1;", false)]
    public void Waiting(string wait, bool missing)
    {
        var body = Copy + wait + " ld.shared.f32 %f0, [%r1];";
        if (missing)
            Check.Finds(FindingKind.MissingWait, "ld.shared", body, Shared);
        else
            Check.Clean(body, Shared);
    }

    [Fact]
    public void A_wait_is_no_barrier() =>
        Check.Finds(FindingKind.SharedRace, "ld.shared", Copy + "cp.async.commit_group; cp.async.wait_group 0; ld.shared.f32 %f0, [s];", Shared);

    [Fact]
    public void Refilling_what_others_still_read()
    {
        const string Body = Copy + "cp.async.wait_all; bar.sync 0; ld.shared.f32 %f0, [s]; BARRIER cp.async.cg.shared.global [%r1], [%rd2], 16; cp.async.wait_all;";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), Shared);
        Check.Finds(FindingKind.SharedRace, "cp.async.cg", Body.Replace("BARRIER", "", StringComparison.Ordinal), Shared);
    }

    [Fact]
    public void A_smaller_source_is_filled_up_with_zeros()
    {
        var device = new Device();
        var (from, to) = (device.Upload(1f, 2f, 3f, 4f), device.Upload(new float[4]));
        var kernel = Kernel.Of(2, "mov.u32 %r1, 8; cp.async.cg.shared.global [s], [%rd0], 16, %r1; cp.async.wait_all; ld.shared.v4.f32 {%f0, %f1, %f2, %f3}, [s]; st.global.v4.f32 [%rd1], {%f0, %f1, %f2, %f3};", Shared);
        Assert.Empty(device.With(from).With(to).Launch(kernel, 1, 1).Findings);
        Assert.Equal([1f, 2f, 0f, 0f], device.Download<float>(to, 4));
        // Only what is read must be there.
        var two = device.Upload(5f, 6f);
        Assert.Empty(device.With(two).With(to).Launch(kernel, 1, 1).Findings);
        Assert.Equal([5f, 6f, 0f, 0f], device.Download<float>(to, 4));
        Assert.Equal(FindingKind.GlobalOutOfBounds, Assert.Single(device.With(device.Upload(5f)).With(to).Launch(kernel, 1, 1).Findings).Kind);
    }

    [Fact]
    public void Nothing_is_read_of_a_source_of_size_zero() =>
        Check.Clean("mov.u32 %r1, 0; mov.u64 %rd1, 0; cp.async.ca.shared.global [s], [%rd1], 4, %r1; cp.async.wait_all; ld.shared.u32 %r2, [s];", Shared, 1);

    [Fact]
    public void A_larger_source_is_undefined() =>
        Check.Finds(FindingKind.CopySize, "cp.async", "mov.u32 %r1, 5; cp.async.ca.shared.global [s], [%rd0], 4, %r1; cp.async.wait_all;", Shared, 1);

    [Fact]
    public void Sources_and_targets_are_checked()
    {
        Check.Finds(FindingKind.Misaligned, "cp.async", "cp.async.cg.shared.global [s+8], [%rd0], 16;", Shared, 1);
        Check.Finds(FindingKind.Misaligned, "cp.async", "cp.async.cg.shared.global [s], [%rd0+4], 16;", Shared, 1);
        Check.Finds(FindingKind.GlobalOutOfBounds, "cp.async", "cp.async.cg.shared.global [s], [%rd0+1024], 16;", Shared, 1);
        Check.Finds(FindingKind.SharedOutOfBounds, "cp.async", "cp.async.cg.shared.global [s+1024], [%rd0], 16;", Shared, 1);
    }

    [Fact]
    public void Sizes_are_those_of_the_ISA()
    {
        Assert.Throws<PtxFormatException>(() => Kernel.Of(1, "cp.async.cg.shared.global [s], [%rd0], 8;", Shared).Decode());
        Assert.Throws<PtxFormatException>(() => Kernel.Of(1, "cp.async.ca.shared.global [s], [%rd0], 12;", Shared).Decode());
    }
}
