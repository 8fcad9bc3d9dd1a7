namespace ConvGen.Tests.Ptx;

/// <summary>What counts as the original in other words, and what looks like it and does not.</summary>
public sealed class EquivalenceTests
{
    /// <summary>Where nobody reads a result, or only what nobody reads in turn; then it may be another, but not missing.</summary>
    [Theory]
    [InlineData("add.s32 %r1, %r0, 1;", "add.s32 %r1, %r0, 2;", true)]
    [InlineData("add.s32 %r1, %r0, 1;", "", true)]
    [InlineData("add.s32 %r1, %r0, 1;\nadd.s32 %r2, %r1, 1;", "add.s32 %r1, %r0, 2;", true)]
    [InlineData("add.s32 %r1, %r0, 1;\nadd.s32 %r2, %r1, 1;", "", false)]
    [InlineData("mov.u32 %r1, 1;\nmov.u32 %r1, 2;\nst.global.u32 [%rd0], %r1;", "mov.u32 %r1, 2;", true)]
    [InlineData("mov.u32 %r1, 1;\n@%p0 mov.u32 %r1, 2;\nst.global.u32 [%rd0], %r1;", "mov.u32 %r1, 2;", false)]
    [InlineData("add.s32 %r1, %r0, 1;\nst.global.u32 [%rd0], %r1;", "sub.s32 %r1, %r0, 1;", false)]
    [InlineData("add.s32 %r1, %r0, 1;\n@%p0 bra L;\nst.global.u32 [%rd0], %r1;\nL:", "sub.s32 %r1, %r0, 1;", false)]
    [InlineData("mov.u32 %r1, 0;\nL: add.s32 %r1, %r1, 1;\nsetp.lt.s32 %p1, %r1, 8;\n@%p1 bra L;", "mov.u32 %r1, 1;", false)]
    [InlineData("ld.global.u32 %r1, [%rd0];", "ld.global.u32 %r1, [%rd0+4];", false)]
    public void Results_that_nobody_reads(string text, string replacement, bool isSame) => Check(text, replacement, isSame);

    /// <summary>The smaller of two, in whatever order; not where something else is chosen, or also happens.</summary>
    [Theory]
    [InlineData("setp.lt.f32 %p1, %f0, %f1;\nselp.f32 %f2, %f0, %f1, %p1;", "setp.le.f32 %p1, %f0, %f1;", true)]
    [InlineData("setp.gt.f32 %p1, %f0, 0f41100000;\nselp.f32 %f2, 0f41100000, %f0, %p1;", "setp.ge.f32 %p1, %f0, 0f41100000;", true)]
    [InlineData("setp.lt.f32 %p1, %f0, %f1;\nselp.f32 %f2, %f0, %f3, %p1;", "setp.le.f32 %p1, %f0, %f1;", false)]
    [InlineData("setp.lt.f32 %p1, %f0, %f1;\nmov.f32 %f1, %f3;\nselp.f32 %f2, %f0, %f1, %p1;", "setp.le.f32 %p1, %f0, %f1;", false)]
    [InlineData("setp.lt.f32 %p1, %f0, %f1;\nselp.f32 %f2, %f0, %f1, %p1;\n@%p1 st.global.f32 [%rd0], %f0;", "setp.le.f32 %p1, %f0, %f1;", false)]
    [InlineData("setp.eq.f32 %p1, %f0, %f1;\nselp.f32 %f2, %f0, %f1, %p1;", "setp.ne.f32 %p1, %f0, %f1;", false)]
    public void Choices_of_equals(string text, string replacement, bool isSame) => Check(text + "\nst.global.f32 [%rd0], %f2;", replacement, isSame);

    [Theory]
    [InlineData("mul.rn.f32 %f3, %f2, %f2;", true)]
    [InlineData("fma.rn.f32 %f3, %f2, %f2, %f0;", true)]
    [InlineData("abs.f32 %f3, %f2;", true)]
    [InlineData("fma.rn.f32 %f3, %f2, %f2, %f2;", false)]
    [InlineData("mul.rn.f32 %f3, %f2, %f0;", false)]
    [InlineData("mul.rn.f32 %f4, %f2, %f2;\nadd.rn.f32 %f3, %f2, %f4;", false)]
    public void Differences_that_are_squared(string text, bool isSame) =>
        Check("sub.rn.f32 %f2, %f0, %f1;\n" + text + "\nst.global.f32 [%rd0], %f3;", "sub.rn.f32 %f2, %f1, %f0;", isSame);

    [Theory]
    [InlineData("mov.b32 %f0, 0f00000000;\nmov.b32 %f1, 0f00000000;\n", true)]
    [InlineData("mov.b32 %f0, 0f00000000;\nmov.b32 %f1, 0f3F800000;\n", false)]
    [InlineData("mov.b32 %f0, 0f00000000;\nmov.b32 %f1, 0f00000000;\nL:\n", false)]
    [InlineData("mov.b32 %f0, 0f00000000;\n@%p0 mov.b32 %f1, 0f00000000;\n", false)]
    public void Vectors_of_one_number(string text, bool isSame) => Check(text + "st.global.v2.f32 [%rd0], {%f0, %f1};", "st.global.v2.f32 [%rd0], {%f1, %f0};", isSame);

    [Theory]
    [InlineData("cvta.to.global.u64 %rd0, %rd0;", "", true)]
    [InlineData("cvta.to.shared.u64 %rd0, %rd0;", "", false)]
    [InlineData("add.rn.f32 %f0, %f1, 0f00000000;", "add.rn.f32 %f0, %f1, 0f80000000;", true)]
    [InlineData("add.rn.f32 %f0, %f1, 0f3F800000;", "add.rn.f32 %f0, %f1, 0fBF800000;", false)]
    public void Addresses_and_zeros(string text, string replacement, bool isSame) => Check(text + "\nst.global.f32 [%rd0], %f0;", replacement, isSame);

    private static void Check(string text, string replacement, bool isSame)
    {
        var mutant = PtxMutations.Of(Kernel.Text(1, text)).First(mutant => mutant.Replacement == replacement && text.Contains(mutant.Original, StringComparison.Ordinal));
        Assert.Equal(isSame, PtxEquivalence.Of(mutant) is not null);
    }
}
