namespace ConvGen.Tests.Ptx;

public sealed class ParserTests
{
    [Theory]
    [InlineData("add.f32 %f0, %f1, %f2", "';' should stand before")]
    [InlineData("add.f32 %f0, %f1, %f99;", "%f99 is not declared")]
    [InlineData("add.f32 %f0, %f1 %f2;", "';' should stand before")]
    [InlineData("@%f0 add.f32 %f0, %f1, %f2;", "a guard that is no predicate")]
    [InlineData("ld.global.f32 %f0, [0f3F800000];", "no address")]
    [InlineData("L: L: mov.u32 %r1, 0;", "a second label")]
    [InlineData(".reg .f32 %f0<2>; .reg .f32 %f00;", "a second register %f00")]
    [InlineData(".nonsense 4;", "does not know this directive")]
    [InlineData("mov.u32 %r1, #;", "a character that PTX does not know")]
    public void Errors_name_line_and_text(string line, string message)
    {
        var text = Kernel.Text(0, line);
        var e = Assert.Throws<PtxFormatException>(() => PtxModule.Parse(text));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        var number = Array.FindIndex(text.Split('\n'), other => other.Contains(line, StringComparison.Ordinal)) + 1;
        Assert.InRange(e.Line, number, number + 1);
    }

    [Theory]
    [InlineData("frobnicate.u32 %r1, %r2;", "does not know this instruction")]
    [InlineData("add.f32.fast %f1, %f0, %f0;", ".fast")]
    [InlineData("add.rz.f32 %f1, %f0, %f0;", ".rz")]
    [InlineData("mul.s32 %r1, %r0, %r0;", ".lo, .hi or .wide")]
    [InlineData("add.f32 %fd1, %f0, %f0;", "%fd1 is a .f64 register")]
    [InlineData("add.f32 %f1, %f0;", "3 operands")]
    [InlineData("add.f32 %f1, %f0, 1;", "a whole number among floats")]
    [InlineData("bra NOWHERE;", "there is no label NOWHERE")]
    [InlineData("ld.global.f32 %f0, [p7];", "p7 is not declared")]
    [InlineData("ld.global.f32 %f0, [s];", "lies in another space")]
    [InlineData("cvt.s32.f32 %r1, %f0;", "rounding")]
    [InlineData("setp.lo.s32.f32 %p0, %f0, %f1;", "more types")]
    public void What_the_emulator_does_not_know_it_refuses(string line, string message)
    {
        var kernel = Kernel.Of(0, line, ".shared .f32 s[4];");
        var e = Assert.Throws<PtxFormatException>(kernel.Decode);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(line.TrimEnd(';'), e.Message, StringComparison.Ordinal);
        Assert.Equal(FindingKind.Undecodable, Assert.Single(new Device().Launch(kernel, 1, 1).Findings).Kind);
    }

    [Fact]
    public void A_module_is_read()
    {
        var module = PtxModule.Parse("""
            // A comment.
            .version 7.0 /* another,
            of two lines */ .target sm_80, debug
            .address_size 64
            .extern .shared .align 16 .b8 dynamic[];
            .visible .entry first(.param .u64 .ptr .global .align 16 a, .param .u32 b) .maxntid 128, 2 .minnctapersm 2
            {
                .reg .b32 %r<3>, %other;
                .reg .pred p;
                .shared .align 8 .f64 x[2][4];
                .shared .b8 y[3];
                .shared .f32 z;
                .loc 1 2 3
                .pragma "nounroll";
                mov.u32 %r0, y;
                mov.u32 %r1, dynamic;
            $L__here:
                @!p bra $L__here;
                setp.lt.s32 p, %r0, -5;
                add.s32   %r2,
                    %r0, 0x10;
                ret;
            }
            .entry second() .reqntid 32, 1, 1 { exit; }
            """);
        Assert.Equal((70, "sm_80", 64), (module.Version, module.Target, module.AddressSize));
        Assert.Equal(["first", "second"], module.Kernels.Select(kernel => kernel.Name));
        var first = module["first"];
        Assert.Equal((128, 2, 1), first.MaxThreads);
        Assert.Equal((32, 1, 1), module["second"].RequiredThreads);
        Assert.Equal([("a", 0), ("b", 8)], first.Parameters.Select(parameter => (parameter.Name, parameter.Offset)));
        Assert.Equal([0L, 64, 68, 80], new[] { "x", "y", "z", "dynamic" }.Select(name => first.Variables.Single(variable => variable.Name == name).Offset));
        Assert.Equal((72, 80), (first.StaticSharedBytes, first.DynamicSharedOffset));
        Assert.Equal(2, first.Labels["$L__here"]);
        Assert.Equal("add.s32 %r2, %r0, 0x10", first.Instructions[4].Text);
        Assert.Equal((20, 16ul), (first.Instructions[4].Line, first.Instructions[4].Operands[2].Bits));
        Assert.Throws<KeyNotFoundException>(() => module["third"]);
    }

    [Theory]
    [InlineData("0x1F", 31)]
    [InlineData("017", 15)]
    [InlineData("0b101", 5)]
    [InlineData("4294967295U", 4294967295)]
    [InlineData("-1", -1)]
    [InlineData("0f3F800000", 0x3F800000)]
    [InlineData("-0f3F800000", 0xBF800000)]
    [InlineData("0d3FF0000000000000", 0x3FF0000000000000)]
    [InlineData("1.5", 0x3FF8000000000000)]
    [InlineData("1.5e-3", 0x3F589374BC6A7EFA)]
    public void Numbers(string text, long bits) => Assert.Equal((ulong)bits, Kernel.Of(0, $"mov.b64 %rd1, {text};").Instructions[1].Operands[1].Bits);

    [Fact]
    public void Device_memory_is_no_host_memory()
    {
        var memory = new DeviceMemory();
        var (a, b) = (memory.Allocate(1000), memory.Allocate(1));
        Assert.True(a >= 0x7_0000_0000_0000 && a % 256 == 0 && b % 256 == 0 && b - a - 1000 >= 4096);
        memory.Span<int>(a, 250)[249] = 5;
        Assert.Equal(5, memory.Span(a + 996, 4)[0]);
        Assert.Throws<ArgumentException>(() => memory.Span(a, 1001).Length);
        Assert.Throws<ArgumentException>(() => memory.Span(a + 1000, 1).Length);
        Assert.Throws<ArgumentException>(() => memory.Free(a + 256));
        Assert.Equal((1001, 2), (memory.AllocatedBytes, memory.Count));
        memory.Free(a);
        Assert.Throws<ArgumentException>(() => memory.Free(a));
        Assert.Throws<ArgumentException>(() => memory.Span(a, 1).Length);
        Assert.Equal((1, 1), (memory.AllocatedBytes, memory.Count));
    }
}
