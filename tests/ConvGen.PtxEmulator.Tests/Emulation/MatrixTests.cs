namespace ConvGen.Tests.Ptx;

/// <summary>Fragments as the ISA draws them, held against plain loops.</summary>
public sealed class MatrixTests
{
    [Theory]
    [InlineData("m16n8k4", 4, 2, 1)]
    [InlineData("m16n8k8", 8, 4, 2)]
    public void Products_in_tf32(string shape, int depth, int registersA, int registersB)
    {
        var random = new Random(depth);
        // Thirteen low bits are set: they must not count.
        float Value() => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((random.NextSingle() * 4) - 2) | 0x1FFF);
        static double Cut(float value) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & ~0x1FFFu);
        var (a, b, c) = (Fill(16 * depth, Value), Fill(depth * 8, Value), Fill(128, Value));
        // Lane 4g + t holds of A rows g and g + 8 at column t, then at t + 4; of B row t, then t + 4, at column g.
        var fragmentA = Lanes(registersA, (lane, i) => a[(((lane >> 2) + (8 * (i & 1))) * depth) + (lane & 3) + (4 * (i >> 1))]);
        var fragmentB = Lanes(registersB, (lane, i) => b[(((lane & 3) + (4 * i)) * 8) + (lane >> 2)]);
        var d = Multiply($"mma.sync.aligned.{shape}.row.col.f32.tf32.tf32.f32", fragmentA, fragmentB, c);
        for (var row = 0; row < 16; row++)
            for (var column = 0; column < 8; column++)
                Assert.Equal((float)(Enumerable.Range(0, depth).Sum(k => Cut(a[(row * depth) + k]) * Cut(b[(k * 8) + column])) + c[(row * 8) + column]), d[(row * 8) + column], 1e-5f);
    }

    [Theory]
    [InlineData("m16n8k8", "bf16", 8, 2, 1)]
    [InlineData("m16n8k16", "bf16", 16, 4, 2)]
    [InlineData("m16n8k8", "f16", 8, 2, 1)]
    [InlineData("m16n8k16", "f16", 16, 4, 2)]
    public void Products_of_halves(string shape, string type, int depth, int registersA, int registersB)
    {
        var random = new Random(depth);
        var bf16 = type == "bf16";
        ushort Value() => bf16 ? (ushort)(BitConverter.SingleToUInt32Bits((random.NextSingle() * 4) - 2) >> 16) : BitConverter.HalfToUInt16Bits((Half)((random.NextSingle() * 4) - 2));
        double Number(ushort bits) => bf16 ? BitConverter.UInt32BitsToSingle((uint)bits << 16) : (double)BitConverter.UInt16BitsToHalf(bits);
        var (a, b, c) = (Fill(16 * depth, Value), Fill(depth * 8, Value), Fill(128, random.NextSingle));
        uint PairA(int row, int column) => a[(row * depth) + column] | ((uint)a[(row * depth) + column + 1] << 16);
        uint PairB(int row, int column) => b[(row * 8) + column] | ((uint)b[((row + 1) * 8) + column] << 16);
        var fragmentA = Lanes(registersA, (lane, i) => BitConverter.UInt32BitsToSingle(PairA((lane >> 2) + (8 * (i & 1)), (2 * (lane & 3)) + (8 * (i >> 1)))));
        var fragmentB = Lanes(registersB, (lane, i) => BitConverter.UInt32BitsToSingle(PairB((2 * (lane & 3)) + (8 * i), lane >> 2)));
        var d = Multiply($"mma.sync.aligned.{shape}.row.col.f32.{type}.{type}.f32", fragmentA, fragmentB, c);
        for (var row = 0; row < 16; row++)
            for (var column = 0; column < 8; column++)
                Assert.Equal((float)(Enumerable.Range(0, depth).Sum(k => Number(a[(row * depth) + k]) * Number(b[(k * 8) + column])) + c[(row * 8) + column]), d[(row * 8) + column], 1e-5f);
    }

    [Fact]
    public void A_product_takes_the_whole_warp()
    {
        const string Body = "mov.b32 %r1, 0; mov.f32 %f0, 0f00000000; GUARD mma.sync.aligned.m16n8k4.row.col.f32.tf32.tf32.f32 {%f1, %f2, %f3, %f4}, {%r1, %r1}, {%r1}, {%f0, %f0, %f0, %f0};";
        Check.Clean(Body.Replace("GUARD", "", StringComparison.Ordinal));
        Check.Finds(FindingKind.WarpDivergence, "mma", Body.Replace("GUARD", "setp.lt.u32 %p0, %r0, 31; @%p0", StringComparison.Ordinal));
        Check.Finds(FindingKind.WarpDivergence, "mma", Body.Replace("GUARD", "", StringComparison.Ordinal), "", 48);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void Matrices_are_loaded(int count, bool transposed)
    {
        var device = new Device();
        var halves = Enumerable.Range(0, 256).Select(i => (ushort)(i * 3)).ToArray();
        var (from, to) = (device.Upload<ushort>(halves), device.Upload(new uint[32 * count]));
        var registers = string.Join(", ", Enumerable.Range(1, count).Select(i => $"%r1{i}"));
        var stores = string.Concat(Enumerable.Range(0, count).Select(i => $"st.global.u32 [%rd4+{4 * i}], %r1{i + 1};\n"));
        // Thread i copies row i of eight halves, then names it.
        var kernel = Kernel.Of(2, $$"""
            mov.u32 %r1, s; shl.b32 %r2, %r0, 4; add.u32 %r1, %r1, %r2; cvt.u64.u32 %rd2, %r2; add.s64 %rd3, %rd0, %rd2;
            ld.global.v4.b32 {%r3, %r4, %r5, %r6}, [%rd3];
            st.shared.v4.b32 [%r1], {%r3, %r4, %r5, %r6};
            bar.sync 0;
            ldmatrix.sync.aligned.m8n8.x{{count}}{{(transposed ? ".trans" : "")}}.shared.b16 { {{registers}} }, [%r1];
            mul.wide.u32 %rd4, %r0, {{4 * count}}; add.s64 %rd4, %rd1, %rd4;
            {{stores}}
            """, ".shared .align 16 .b8 s[512];");
        var report = device.With(from).With(to).Launch(kernel, 1, 32);
        Assert.True(report.Findings.Count == 0, report.ToString());
        var results = device.Download<uint>(to, 32 * count);
        for (var lane = 0; lane < 32; lane++)
            for (var matrix = 0; matrix < count; matrix++)
                for (var half = 0; half < 2; half++)
                {
                    var (row, column) = (lane >> 2, (2 * (lane & 3)) + half);
                    if (transposed)
                        (row, column) = (column, row);
                    Assert.Equal(halves[(64 * matrix) + (8 * row) + column], (ushort)(results[(lane * count) + matrix] >> (16 * half)));
                }
    }

    [Fact]
    public void Rows_may_belong_to_other_threads()
    {
        const string Body = "mov.u32 %r1, s; shl.b32 %r2, %r0, 4; add.u32 %r1, %r1, %r2; mov.b32 %r3, 7; st.shared.v4.b32 [%r1], {%r3, %r3, %r3, %r3}; BARRIER ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r4}, [%r1];";
        Check.Clean(Body.Replace("BARRIER", "bar.sync 0;", StringComparison.Ordinal), ".shared .align 16 .b8 s[512];");
        Check.Finds(FindingKind.SharedRace, "ldmatrix", Body.Replace("BARRIER", "", StringComparison.Ordinal), ".shared .align 16 .b8 s[512];");
    }

    /// <summary>A tile of rows of 64 bytes, read in columns of 16 bytes: four rows of eight meet in the same banks unless the columns are swizzled.</summary>
    [Theory]
    [InlineData(false, 4.0)]
    [InlineData(true, 1.0)]
    public void Bank_conflicts(bool swizzled, double expected)
    {
        var swizzle = swizzled ? "shr.u32 %r3, %r0, 1; and.b32 %r3, %r3, 3; shl.b32 %r3, %r3, 4; xor.b32 %r2, %r2, %r3;" : "";
        var report = Check.Run($$"""
            mov.u32 %r1, s; shl.b32 %r2, %r0, 6; {{swizzle}} add.u32 %r1, %r1, %r2;
            mov.b32 %r4, 0; st.shared.v4.b32 [%r1], {%r4, %r4, %r4, %r4};
            bar.sync 0;
            ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r5, %r6, %r7, %r8}, [%r1];
            """, ".shared .align 128 .b8 s[2048];");
        Assert.Empty(report.Findings);
        Assert.Equal(expected, report.BankConflicts);
        Assert.Equal(expected, report.SharedProfile[^2]);
    }

    private static float[] Multiply(string instruction, float[][] a, float[][] b, float[] c)
    {
        var device = new Device();
        var fragmentC = Lanes(4, (lane, i) => c[(((lane >> 2) + (8 * (i >> 1))) * 8) + (2 * (lane & 3)) + (i & 1)]);
        var (inputs, result) = (a.Concat(b).Concat(fragmentC).Select(values => device.Upload<float>(values)).ToArray(), device.Upload(new float[128]));
        foreach (var input in inputs)
            device.With(input);
        var loads = string.Concat(inputs.Select((_, i) => $"add.s64 %rd30, %rd{i}, %rd29; ld.global.{(i < a.Length + b.Length ? "b32 %r1" : "f32 %f1")}{i}, [%rd30];\n"));
        string List(int start, int count, string name) => string.Join(", ", Enumerable.Range(start, count).Select(i => name + i));
        var kernel = Kernel.Of(inputs.Length + 1, $$"""
            mul.wide.u32 %rd29, %r0, 4;
            {{loads}}
            {{instruction}} {%f0, %f1, %f2, %f3}, { {{List(0, a.Length, "%r1")}} }, { {{List(a.Length, b.Length, "%r1")}} }, { {{List(a.Length + b.Length, 4, "%f1")}} };
            mul.wide.u32 %rd28, %r0, 16; add.s64 %rd28, %rd{{inputs.Length}}, %rd28;
            st.global.v4.f32 [%rd28], {%f0, %f1, %f2, %f3};
            """);
        var report = device.With(result).Launch(kernel, 1, 32);
        Assert.True(report.Findings.Count == 0, report.ToString());
        Assert.Equal(1, report.Mma);
        var (fragments, d) = (device.Download<float>(result, 128), new float[128]);
        for (var lane = 0; lane < 32; lane++)
            for (var i = 0; i < 4; i++)
                d[(((lane >> 2) + (8 * (i >> 1))) * 8) + (2 * (lane & 3)) + (i & 1)] = fragments[(4 * lane) + i];
        return d;
    }

    private static T[] Fill<T>(int count, Func<T> value) => [.. Enumerable.Range(0, count).Select(_ => value())];

    private static float[][] Lanes(int registers, Func<int, int, float> value) => [.. Enumerable.Range(0, registers).Select(i => Enumerable.Range(0, 32).Select(lane => value(lane, i)).ToArray())];
}
