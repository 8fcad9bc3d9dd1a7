namespace ConvGen.Tests.Ptx;

public sealed class MutationTests
{
    private const string Sum = """
        .shared .align 4 .f32 s[64];
        mul.wide.u32 %rd2, %r0, 4;
        add.s64 %rd3, %rd0, %rd2;
        ld.global.f32 %f0, [%rd3];
        mov.u32 %r1, s;
        shl.b32 %r2, %r0, 2;
        add.u32 %r1, %r1, %r2;
        st.shared.f32 [%r1], %f0;
        bar.sync 0;
        mov.u32 %r3, 32;
        L: setp.lt.u32 %p0, %r0, %r3;
        shl.b32 %r4, %r3, 2;
        add.u32 %r4, %r1, %r4;
        @%p0 ld.shared.f32 %f1, [%r4];
        @%p0 ld.shared.f32 %f0, [%r1];
        @%p0 add.f32 %f0, %f0, %f1;
        @%p0 st.shared.f32 [%r1], %f0;
        bar.sync 0;
        shr.u32 %r3, %r3, 1;
        setp.gt.u32 %p1, %r3, 0;
        @%p1 bra L;
        setp.eq.u32 %p2, %r0, 0;
        @%p2 st.global.f32 [%rd1], %f0;
        """;

    [Theory]
    [InlineData("add.f32 %f1, %f0, 0f3F800000;", "sub.f32 %f1, %f0, 0f3F800000;", "add.f32 %f1, %f0, 0fBF800000;")]
    [InlineData("fma.rn.f32 %f1, %f0, %f2, %f3;", "fma.rn.f32 %f1, %f0, %f3, %f2;")]
    [InlineData("@%p0 bra L;", "@!%p0 bra L;")]
    [InlineData("@!%p0 mov.u32 %r1, 7;", "@%p0 mov.u32 %r1, 7;", "mov.u32 %r1, 7;", "@!%p0 mov.u32 %r1, 8;")]
    [InlineData("setp.lt.u32 %p1, %r1, %r2;", "setp.le.u32 %p1, %r1, %r2;")]
    [InlineData("ld.global.f32 %f1, [%rd0+8];", "ld.global.f32 %f1, [%rd0+4];", "ld.global.f32 %f1, [%rd0+12];")]
    [InlineData("st.global.v2.f32 [%rd0], {%f0, %f1};", "st.global.v2.f32 [%rd0], {%f1, %f0};", "st.global.v2.f32 [%rd0+-4], {%f0, %f1};", "st.global.v2.f32 [%rd0+4], {%f0, %f1};")]
    [InlineData("cp.async.wait_group 1;", "cp.async.wait_group 2;")]
    [InlineData("bar.sync 0;")]
    [InlineData("max.f32 %f1, %f0, %f2;", "min.f32 %f1, %f0, %f2;")]
    public void Changes_of_an_instruction(string line, params string[] expected)
    {
        var text = Kernel.Text(1, "L: mov.f32 %f9, %f8;\n" + line);
        var mutants = PtxMutations.Of(text).Where(mutant => mutant.Original == line.TrimEnd(';')).ToArray();
        Assert.Equal(expected.Append("").Order(StringComparer.Ordinal), mutants.Select(mutant => mutant.Replacement).Order(StringComparer.Ordinal));
        Assert.All(mutants, mutant => Assert.Equal(text.Replace(line, mutant.Replacement, StringComparison.Ordinal), mutant.Text));
        Assert.All(mutants, mutant => PtxModule.Parse(mutant.Text));
    }

    /// <summary>What the emulator's checks and a comparison of results are worth together.</summary>
    [Fact]
    public void Nearly_every_mutant_of_a_sum_is_noticed()
    {
        var text = Kernel.Text(2, Sum);
        Assert.True(IsRight(text));
        var mutants = PtxMutations.Of(text).ToArray();
        Assert.True(mutants.Length > 60);
        // "ret" is the last instruction; the survivors are equal to the original: after the last round nobody reads what a barrier too few would spoil.
        var survivors = mutants.Where(mutant => IsRight(mutant.Text)).Select(mutant => mutant.ToString()).ToArray();
        Assert.True(survivors.Length <= mutants.Length / 20, string.Join('\n', survivors));
    }

    private static bool IsRight(string text)
    {
        var device = new Device();
        device.Emulator.InstructionBudget = 100_000;
        var values = Enumerable.Range(0, 64).Select(i => (float)((i * i) + 1)).ToArray();
        var (input, output) = (device.Upload<float>(values), device.Upload(new float[1]));
        var report = device.With(input).With(output).Launch(PtxModule.Parse(text)["k"], 1, 64);
        return report.Findings.Count == 0 && device.Download<float>(output, 1)[0] == values.Sum();
    }
}
