using System.Runtime.CompilerServices;
using System.Text;

namespace ConvGen.Tests.Ptx;

/// <summary>Runs an instruction or a few on arrays, an element in each thread.</summary>
internal static class Lanes
{
    /// <summary>Numbers at and around the ends of their ranges, and others.</summary>
    public static int[] Ints { get; } = [0, 1, -1, 2, -2, 7, -7, 31, 32, 33, 100, -100, int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1, 0x12345678, -0x12345678, 255, 256, 65535, 65536, -32768, 32767];

    public static float[] Floats { get; } = [0, -0f, 1, -1, 0.5f, 1.5f, 2.5f, -2.5f, 3.7f, -3.7f, 1e10f, -1e10f, 3e38f, -3e38f, 1e-38f, 1e-40f, -1e-40f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 16777217f, 0.1f, 1 / 3f, 65519f];

    /// <summary>Runs a body that makes %y of %x0, %x1 ..., with temporaries %t0 to %t4 (b32), %u0 to %u4 (b64) and %p0 to %p4.</summary>
    public static TResult[] Run<T, TResult>(string body, params T[][] inputs)
        where T : unmanaged
        where TResult : unmanaged
    {
        var (device, text, count) = (new Device(), new StringBuilder(), inputs[0].Length);
        text.Append(".version 7.8\n.target sm_90\n.address_size 64\n.entry k(.param .u64 n, ").AppendJoin(", ", inputs.Select((_, i) => $".param .u64 a{i}")).Append(", .param .u64 z)\n{\n");
        text.Append("    .reg .b64 %i, %ad<10>;\n    .reg .b32 %tid, %t<5>;\n    .reg .b64 %u<5>;\n    .reg .pred %p<5>, %ok;\n");
        text.Append($"    .reg .{Type<T>()} %x<{inputs.Length}>;\n    .reg .{Type<TResult>()} %y;\n    mov.u32 %tid, %tid.x;\n    cvt.u64.u32 %i, %tid;\n");
        for (var i = 0; i < inputs.Length; i++)
            text.Append($"    ld.param.u64 %ad{i}, [a{i}];\n    mad.lo.u64 %ad{i}, %i, {Unsafe.SizeOf<T>()}, %ad{i};\n    ld.global.{Type<T>()} %x{i}, [%ad{i}];\n");
        text.Append(body).Append($"\n    ld.param.u64 %ad9, [z];\n    mad.lo.u64 %ad9, %i, {Unsafe.SizeOf<TResult>()}, %ad9;\n    st.global.{Type<TResult>()} [%ad9], %y;\n    ret;\n}}\n");
        device.With((ulong)count);
        foreach (var input in inputs)
            device.With(device.Upload<T>(input));
        var result = device.Upload(new TResult[count]);
        var report = device.With(result).Launch(PtxModule.Parse(text.ToString())["k"], 1, count);
        Assert.True(report.Findings.Count == 0, report.ToString());
        return device.Download<TResult>(result, count);
    }

    /// <summary>Runs a body on all pairs of some numbers and compares with what .NET makes of them.</summary>
    public static void Pairs<T, TResult>(T[] values, string body, Func<T, T, TResult> expected)
        where T : unmanaged
        where TResult : unmanaged
    {
        var (a, b) = (new List<T>(), new List<T>());
        foreach (var x in values)
            foreach (var y in values)
            {
                a.Add(x);
                b.Add(y);
            }

        var results = Run<T, TResult>(body, [.. a], [.. b]);
        for (var i = 0; i < results.Length; i++)
            Assert.True(results[i].Equals(expected(a[i], b[i])), $"{body} of {a[i]}, {b[i]}: {results[i]} instead of {expected(a[i], b[i])}");
    }

    /// <summary>The same of one operand.</summary>
    public static void Each<T, TResult>(T[] values, string body, Func<T, TResult> expected)
        where T : unmanaged
        where TResult : unmanaged
    {
        var results = Run<T, TResult>(body, values);
        for (var i = 0; i < results.Length; i++)
            Assert.True(results[i].Equals(expected(values[i])), $"{body} of {values[i]}: {results[i]} instead of {expected(values[i])}");
    }

    private static string Type<T>() => default(T) switch
    {
        float => "f32",
        double => "f64",
        short or ushort => "b16",
        int or uint => "b32",
        _ => "b64",
    };
}
