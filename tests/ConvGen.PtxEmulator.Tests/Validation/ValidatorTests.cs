namespace ConvGen.Tests.Ptx;

public sealed class ValidatorTests
{
    private const string Registers = ".reg .u32 %u<4>; .reg .s32 %s<4>; .reg .u16 %w<4>; .shared .align 16 .b8 sh[64];";

    /// <summary>What defines the registers that lines use.</summary>
    private const string Before = """
        mov.f32 %f0, 0f3F800000;
        mov.f64 %fd0, 0d3FF0000000000000;
        mov.u32 %u0, 1;
        mov.s32 %s0, 1;
        mov.b64 %rd9, sh;
        mov.b16 %h0, 1;
        mov.u16 %w0, 1;
        setp.eq.u32 %p0, %r0, 0;
        """;

    [Theory]
    [InlineData("add.f32 %f1, %f0, %f0;", null)]
    [InlineData("add.rn.ftz.sat.f32 %f1, %f0, 0f40000000;", null)]
    [InlineData("add.ftz.rn.f32 %f1, %f0, %f0;", "no known form")]
    [InlineData("add.f32 %f1, %f0;", "2 operands instead of 3")]
    [InlineData("add.f32 %f1, %u0, %f0;", "operand 2: %u0 is .u32")]
    [InlineData("add.f32 %fd1, %f0, %f0;", "operand 1: %fd1 is .f64")]
    [InlineData("add.f32 %f1, %f0, 1;", "a whole number among .f32")]
    [InlineData("add.f32 %f1, %f0, 1.0;", "by their bits")]
    [InlineData("add.f32 %f1, %f0, 0d3FF0000000000000;", "a 64-bit float")]
    [InlineData("add.f64 %fd1, %fd0, 0d3FF0000000000000;", null)]
    [InlineData("add.f64 %fd1, %fd0, 0f3F800000;", "a float among .f64")]
    [InlineData("add.s32 %s1, %u0, -5;", null)]
    [InlineData("add.s32 %s1, %f0, 1;", "operand 2: %f0 is .f32")]
    [InlineData("add.s32 %s1, %s0, 4294967295;", null)]
    [InlineData("add.s32 %s1, %s0, 4294967296;", "out of the range of .s32")]
    [InlineData("add.s16 %w1, %w0, 65536;", "out of the range of .s16")]
    [InlineData("add.u32 %u1, %rd0, 1;", "%rd0 is .b64")]
    [InlineData("add.u8 %h1, %h0, %h0;", "no known form")]
    [InlineData("and.b32 %f1, %f0, %r0;", null)]
    [InlineData("and.u32 %u1, %u0, %u0;", "no known form")]
    [InlineData("fma.f32 %f1, %f0, %f0, %f0;", "no known form")]
    [InlineData("fma.rn.f32 %f1, %f0, %f0, %f0;", null)]
    [InlineData("mul.s32 %s1, %s0, %s0;", "no known form")]
    [InlineData("mul.wide.u32 %rd1, %u0, 4;", null)]
    [InlineData("mul.wide.u32 %u1, %u0, 4;", "operand 1")]
    [InlineData("mad.wide.s32 %rd1, %s0, 4, %rd0;", null)]
    [InlineData("div.f32 %f1, %f0, %f0;", "no known form")]
    [InlineData("div.full.f32 %f1, %f0, %f0;", null)]
    [InlineData("shl.b32 %r1, %r0, 3;", null)]
    [InlineData("shl.b64 %rd1, %rd0, %rd0;", "operand 3")]
    [InlineData("shl.u32 %r1, %r0, 3;", "no known form")]
    [InlineData("mov.f32 %f1, %r0;", null)]
    [InlineData("mov.u32 %u1, %f0;", "operand 2")]
    [InlineData("mov.b32 %u1, %f0;", null)]
    [InlineData("mov.u32 %u1, %ctaid.x;", null)]
    [InlineData("mov.u64 %rd1, %tid.x;", "%tid.x has 32 bits")]
    [InlineData("add.u32 %u1, %tid.x, 1;", "can only be moved")]
    [InlineData("cvt.u64.u32 %rd1, %tid.x;", null)]
    [InlineData("mov.u64 %rd1, sh;", null)]
    [InlineData("mov.u32 %r1, sh;", null)]
    [InlineData("mov.u32 %r1, nowhere;", "an address needs 64 bits")]
    [InlineData("mov.u64 %rd1, nowhere;", "nowhere is not declared")]
    [InlineData("mov.b64 {%r1, %r2}, %rd0;", null)]
    [InlineData("mov.b64 %rd1, {%r0, %r0};", null)]
    [InlineData("mov.u64 %rd1, {%r0, %r0};", "no such parts")]
    [InlineData("ld.global.f32 %f1, [%rd0+4];", null)]
    [InlineData("ld.global.f32 %f1, [%r0];", "holds no address")]
    [InlineData("ld.shared.f32 %f1, [%r0];", null)]
    [InlineData("ld.shared.f32 %f1, [%rd9];", null)]
    [InlineData("ld.global.f32 %f1, [%fd0];", "holds no address")]
    [InlineData("ld.global.f32 %f1, [%rd0+4294967296];", "does not fit in 32 bits")]
    [InlineData("ld.global.f32 %f1, [sh];", "lies in .shared")]
    [InlineData("ld.shared.f32 %f1, [sh+4];", null)]
    [InlineData("ld.global.f32 %r1, [%rd0];", null)]
    [InlineData("ld.global.f32 %u1, [%rd0];", "operand 1")]
    [InlineData("ld.global.u8 %r1, [%rd0];", null)]
    [InlineData("ld.global.u8 %f1, [%rd0];", "operand 1")]
    [InlineData("ld.global.u32 %h1, [%rd0];", "operand 1")]
    [InlineData("ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd0];", null)]
    [InlineData("ld.global.v4.f32 {%f1, %f2, %f3}, [%rd0];", "4 registers")]
    [InlineData("ld.global.v3.f32 {%f1, %f2, %f3}, [%rd0];", "no known form")]
    [InlineData("ld.global.v4.f64 {%fd1, %fd2, %fd3, %fd4}, [%rd0];", "more than 16 bytes")]
    [InlineData("ld.v4.global.f32 {%f1, %f2, %f3, %f4}, [%rd0];", "no known form")]
    [InlineData("ld.global.nc.f32 %f1, [%rd0];", null)]
    [InlineData("ld.shared.nc.f32 %f1, [%rd9];", "no known form")]
    [InlineData("st.global.f32 [%rd0], 0f00000000;", null)]
    [InlineData("st.global.v2.f32 [%rd0], {%f0, 0f00000000};", "a register should stand here")]
    [InlineData("st.param.f32 [p0], %f0;", "no known form")]
    [InlineData("ld.param.u64 %rd1, [p0];", null)]
    [InlineData("ld.param.u64 %rd1, [p9];", "p9 is not declared")]
    [InlineData("setp.lt.f32 %p1, %f0, %f0;", null)]
    [InlineData("setp.ltu.s32 %p1, %s0, %s0;", "no known form")]
    [InlineData("setp.lt.b32 %p1, %r0, %r0;", "no known form")]
    [InlineData("setp.lt.f32 %r1, %f0, %f0;", "operand 1")]
    [InlineData("setp.lt.and.f32 %p1, %f0, %f0, !%p0;", null)]
    [InlineData("setp.lt.and.f32 %p1|%p2, %f0, %f0, %p0;", null)]
    [InlineData("setp.lt.f32 %p1, %f0, %f0, %p0;", "4 operands instead of 3")]
    [InlineData("selp.f32 %f1, %f0, %f0, %r0;", "a predicate")]
    [InlineData("selp.f32 %f1, %f0, 0f00000000, %p0;", null)]
    [InlineData("and.pred %p1, %p0, !%p0;", null)]
    [InlineData("add.s32 %s1, !%s0, 1;", "nothing to negate")]
    [InlineData("cvt.rn.f32.s32 %f1, %s0;", null)]
    [InlineData("cvt.f32.s32 %f1, %s0;", "a rounding")]
    [InlineData("cvt.rn.s32.f32 %s1, %f0;", "to whole numbers")]
    [InlineData("cvt.rzi.s32.f32 %s1, %f0;", null)]
    [InlineData("cvt.rn.f64.f32 %fd1, %f0;", "nothing is rounded")]
    [InlineData("cvt.f32.f64 %f1, %fd0;", "a rounding")]
    [InlineData("cvt.rn.u64.u32 %rd1, %u0;", "not rounded")]
    [InlineData("cvt.u32.u16 %u1, %h0;", null)]
    [InlineData("cvt.u16.u32 %h1, %u0;", null)]
    [InlineData("cvt.rna.tf32.f32 %r1, %f0;", null)]
    [InlineData("cvt.rn.bf16x2.f32 %r1, %f0, %f0;", null)]
    [InlineData("bra NOWHERE;", "there is no label")]
    [InlineData("bar.sync 0;", null)]
    [InlineData("bar.sync 1, 64;", null)]
    [InlineData("bar.sync 1, 48;", "whole warps")]
    [InlineData("bar.sync 16;", "16 barriers")]
    [InlineData("frobnicate;", "no known instruction")]
    [InlineData("shfl.sync.down.b32 %r1, %r0, 1, 31, 0xffffffff;", null)]
    [InlineData("shfl.sync.down.b32 %r1|%p1, %r0, 1, 31, -1;", null)]
    [InlineData("shfl.down.b32 %r1, %r0, 1, 31;", "no known form")]
    [InlineData("shfl.sync.down.f32 %f1, %f0, 1, 31, -1;", "no known form")]
    [InlineData("cp.async.cg.shared.global [%r0], [%rd0], 16;", null)]
    [InlineData("cp.async.cg.shared.global [%r0], [%rd0], 8;", ".cg copies 16")]
    [InlineData("cp.async.ca.shared.global [%r0], [%rd0], 4, %r0;", null)]
    [InlineData("cp.async.cg.global.shared [%rd0], [%r0], 16;", "no known form")]
    [InlineData("cp.async.wait_group %r0;", "a number should stand here")]
    [InlineData("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%r1, %r2}, [%r0];", null)]
    [InlineData("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%r1}, [%r0];", "2 registers in braces")]
    [InlineData("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%r0,%r0,%r0,%r0}, {%r0,%r0}, {%f0,%f0,%f0,%f0};", null)]
    [InlineData("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%s0,%s0,%s0,%s0}, {%r0,%r0}, {%s0,%s0,%s0,%s0};", "operand 4")]
    [InlineData("mma.sync.aligned.m16n8k16.row.col.f32.tf32.tf32.f32 {%f1,%f2,%f3,%f4}, {%r0,%r0,%r0,%r0}, {%r0,%r0}, {%f0,%f0,%f0,%f0};", "no known form")]
    [InlineData("red.global.add.f32 [%rd0], %f0;", null)]
    [InlineData("atom.global.add.f32 %f1, [%rd0], %f0;", null)]
    [InlineData("atom.global.add.s32 %s1, [%rd0], %s0;", null)]
    [InlineData("atom.global.exch.u32 %r1, [%rd0], %r0;", "no known form")]
    [InlineData("add.f32 %f1, %f0, %f9;", "nothing writes %f9")]
    [InlineData("@%p5 mov.u32 %r1, 1;", "nothing writes %p5")]
    public void Forms_and_operands(string line, string? problem)
    {
        var text = Kernel.Text(1, Before + "\n" + line, Registers);
        var problems = PtxValidator.Validate(text).Problems;
        if (problem is null)
        {
            Assert.Empty(problems);
            return;
        }

        Assert.Contains(problems, found => found.Message.Contains(problem, StringComparison.Ordinal) && found.Text == line.TrimEnd(';'));
        Assert.Equal(text.Split('\n').ToList().FindIndex(other => other.Trim() == line) + 1, problems[0].Line);
    }

    [Theory]
    [InlineData("add.s32 %r1, %r0, 1;", "6.3", "sm_75", true)]
    [InlineData("add.s32 %r1, %r0, 1;", "6.2", "sm_75", false)]
    [InlineData("add.s32 %r1, %r0, 1;", "7.0", "sm_90", false)]
    [InlineData("add.s32 %r1, %r0, 1;", "8.0", "sm_90a", true)]
    [InlineData("add.s32 %r1, %r0, 1;", "7.0", "sm_81", false)]
    [InlineData("cp.async.wait_all;", "7.0", "sm_80", true)]
    [InlineData("cp.async.wait_all;", "7.0", "sm_75", false)]
    [InlineData("cp.async.wait_all;", "6.3", "sm_75", false)]
    [InlineData("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r1}, [%r0];", "6.5", "sm_75", true)]
    [InlineData("ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r1}, [%r0];", "6.3", "sm_75", false)]
    [InlineData("ldmatrix.sync.aligned.m8n8.x1.shared::cta.b16 {%r1}, [%r0];", "7.0", "sm_80", false)]
    [InlineData("ldmatrix.sync.aligned.m8n8.x1.shared::cta.b16 {%r1}, [%r0];", "7.8", "sm_80", true)]
    [InlineData("redux.sync.add.s32 %r1, %r0, -1;", "7.0", "sm_80", true)]
    [InlineData("redux.sync.add.s32 %r1, %r0, -1;", "7.0", "sm_75", false)]
    [InlineData("max.NaN.f32 %f1, 0f00000000, 0f3F800000;", "7.0", "sm_80", true)]
    [InlineData("max.NaN.f32 %f1, 0f00000000, 0f3F800000;", "7.0", "sm_75", false)]
    [InlineData("max.f32 %f1, 0f00000000, 0f3F800000;", "6.3", "sm_75", true)]
    [InlineData("tanh.approx.f32 %f1, 0f00000000;", "7.0", "sm_75", true)]
    [InlineData("tanh.approx.f32 %f1, 0f00000000;", "6.3", "sm_75", false)]
    [InlineData("cvt.rna.tf32.f32 %r1, 0f00000000;", "7.0", "sm_75", false)]
    [InlineData("red.relaxed.gpu.global.add.f32 [%rd0], 0f3F800000;", "6.3", "sm_75", true)]
    [InlineData("ld.global.nc.L1::no_allocate.L2::128B.v2.f32 {%f1, %f2}, [%rd0];", "7.4", "sm_75", true)]
    [InlineData("ld.global.nc.L1::no_allocate.L2::128B.v2.f32 {%f1, %f2}, [%rd0];", "7.0", "sm_80", false)]
    [InlineData("griddepcontrol.wait;", "7.8", "sm_90", true)]
    [InlineData("griddepcontrol.wait;", "7.8", "sm_80", false)]
    [InlineData("activemask.b32 %r1;", "6.0", "sm_70", false)]
    [InlineData("activemask.b32 %r1;", "6.3", "sm_75", true)]
    public void Versions_and_targets(string line, string version, string target, bool taken) =>
        Assert.Equal(taken, PtxValidator.Validate(Kernel.Text(1, line, version: version, target: target)).Problems.Count == 0);

    [Theory]
    [InlineData(".maxntid 1024\n", null)]
    [InlineData(".maxntid 32, 33\n", "more than 1024 threads")]
    [InlineData(".reqntid 1025\n", "more than 1024 threads")]
    public void Sizes_of_blocks(string directive, string? problem) => Problem(Kernel.Text(1, "").Replace(")\n{", ")\n" + directive + "{", StringComparison.Ordinal), problem);

    [Theory]
    [InlineData(49152, null)]
    [InlineData(49156, "49156 bytes of static shared memory")]
    public void Static_shared_memory(int bytes, string? problem) => Problem(Kernel.Text(1, "", $".shared .align 4 .b8 s[{bytes}];"), problem);

    [Fact]
    public void Dynamic_shared_memory_is_not_counted() => Problem(Kernel.Text(1, "mov.u32 %r1, d;", "", ".extern .shared .align 16 .b8 d[];"), null);

    [Fact]
    public void A_kernel_ends() => Problem(Kernel.Text(1, "").Replace("    ret;\n", "", StringComparison.Ordinal), "the kernel has no end");

    [Fact]
    public void A_text_that_is_no_PTX() => Problem("hello", "does not know this directive");

    [Fact]
    public void The_head_comes_first() => Problem(Kernel.Text(1, "").Replace(".address_size 64\n", "", StringComparison.Ordinal), "should stand first");

    [Fact]
    public void Live_registers_are_counted()
    {
        // Ten floats, each loaded before the first is used, beside two words of an address.
        var loads = string.Concat(Enumerable.Range(1, 10).Select(i => $"ld.global.f32 %f{i}, [%rd0+{4 * i}];\n"));
        var uses = string.Concat(Enumerable.Range(2, 9).Select(i => $"add.f32 %f1, %f1, %f{i};\n"));
        Assert.Equal(12, Pressure(loads + uses + "st.global.f32 [%rd0], %f1;"));
        // Loaded and used by turns.
        var turns = "ld.global.f32 %f1, [%rd0+4];\n" + string.Concat(Enumerable.Range(2, 9).Select(i => $"ld.global.f32 %f{i}, [%rd0+{4 * i}];\nadd.f32 %f1, %f1, %f{i};\n"));
        Assert.Equal(4, Pressure(turns + "st.global.f32 [%rd0], %f1;"));
        // What is used in a loop lives all through it.
        Assert.Equal(6, Pressure("mov.f32 %f1, 0f00000000; mov.f32 %f2, 0f3F800000; mov.u32 %r1, 0;\nL: add.f32 %f3, %f2, %f2;\n add.f32 %f1, %f1, %f3;\n add.u32 %r1, %r1, 1;\n setp.lt.u32 %p0, %r1, 9;\n @%p0 bra L;\n st.global.f32 [%rd0], %f1;"));
    }

    [Fact]
    public void More_live_registers_than_there_are_is_a_problem()
    {
        string Body(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"ld.global.f32 %a{i}, [%rd0+{4 * i}];\n"))
            + string.Concat(Enumerable.Range(1, count - 1).Select(i => $"add.f32 %a0, %a0, %a{i};\n")) + "st.global.f32 [%rd0], %a0;";
        Problem(Kernel.Text(1, Body(253), ".reg .f32 %a<300>;"), null);
        Problem(Kernel.Text(1, Body(254), ".reg .f32 %a<300>;"), "256 registers live at once");
    }

    private static int Pressure(string body) => PtxValidator.Validate(Kernel.Text(1, body).Replace("    mov.u32 %r0, %tid.x;\n", "", StringComparison.Ordinal)).Registers["k"];

    private static void Problem(string text, string? problem)
    {
        var problems = PtxValidator.Validate(text).Problems;
        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problems, found => found.Message.Contains(problem, StringComparison.Ordinal));
    }
}
