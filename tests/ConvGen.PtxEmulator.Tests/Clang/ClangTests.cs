using System.Numerics;

namespace ConvGen.Tests.Ptx;

/// <summary>Runs what clang made of kernels.cu, so that the emulator is not only held against PTX of this project.</summary>
public sealed class ClangTests
{
    private static readonly Lazy<PtxModule> Module = new(() => PtxModule.Parse(Text));

    private static string Text
    {
        get
        {
            using var reader = new StreamReader(typeof(ClangTests).Assembly.GetManifestResourceStream("kernels.ptx")!);
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public void Saxpy()
    {
        var (device, random) = (new Device(), new Random(1));
        var (x, y) = (Floats(random, 1000), Floats(random, 1000));
        var (px, py) = (device.Upload<float>(x), device.Upload<float>(y));
        Clean(device.With(2.5f).With(px).With(py).With(1000).Launch(Module.Value["saxpy"], 3, 128));
        Assert.Equal(x.Zip(y, (a, b) => MathF.FusedMultiplyAdd(a, 2.5f, b)), device.Download<float>(py, 1000));
    }

    [Theory]
    [InlineData(16, 16, 16)]
    [InlineData(33, 20, 45)]
    [InlineData(1, 17, 3)]
    public void Tiled_product_with_barriers(int m, int n, int k)
    {
        var (device, random) = (new Device(), new Random(2));
        var (a, b) = (Floats(random, m * k), Floats(random, k * n));
        var (pa, pb, pc) = (device.Upload<float>(a), device.Upload<float>(b), device.Upload(new float[m * n]));
        Clean(device.With(pa).With(pb).With(pc).With(m).With(n).With(k).Launch(Module.Value["matmul"], ((n + 15) / 16, (m + 15) / 16, 1), (16, 16, 1)));
        var c = device.Download<float>(pc, m * n);
        for (var row = 0; row < m; row++)
            for (var column = 0; column < n; column++)
            {
                var sum = 0f;
                for (var i = 0; i < k; i++)
                    sum = MathF.FusedMultiplyAdd(a[(row * k) + i], b[(i * n) + column], sum);
                Assert.Equal(sum, c[(row * n) + column]);
            }
    }

    [Fact]
    public void Tree_reduction()
    {
        var device = new Device();
        var x = Enumerable.Range(0, 5000).Select(i => (float)(i % 17)).ToArray();
        var (px, sums) = (device.Upload<float>(x), device.Upload(new float[3]));
        Clean(device.With(px).With(sums).With(x.Length).Launch(Module.Value["reduce"], 3, 256));
        Assert.Equal(x.Sum(), device.Download<float>(sums, 3).Sum());
    }

    [Fact]
    public void Bytes_wide_numbers_doubles_switches_and_local_memory()
    {
        var device = new Device();
        var input = Enumerable.Range(0, 300).Select(i => (byte)(i * 37)).ToArray();
        var n = input.Length;
        var (pin, bytes, wide, d, counts) = (device.Upload<byte>(input), device.Upload(new byte[n]), device.Upload(new long[n]), device.Upload(new double[n]), device.Upload(new int[4]));
        Clean(device.With(pin).With(bytes).With(wide).With(d).With(counts).With(n).Launch(Module.Value["mixed"], 3, 128));
        var (expected, expectedCounts) = (new byte[n], new int[4]);
        for (var i = 0; i < n; i++)
        {
            uint v = input[i];
            var buckets = new int[8];
            for (var j = 0; j <= (int)(v & 15); j++)
                buckets[(v + (j * 3)) & 7] += j;
            var best = Array.IndexOf(buckets, buckets.Max());
            expected[i] = (v % 5) switch
            {
                0 => (byte)(v * 7),
                1 => (byte)~v,
                2 => (byte)(v << 3 | v >> 5),
                3 => (byte)BitOperations.PopCount(v),
                _ => (byte)best,
            };
            expectedCounts[v & 3]++;
            Assert.Equal(v * -1234567891L / (best + 3) % 1000003, device.Download<long>(wide, n)[i]);
            Assert.Equal(Math.Sqrt(v) / (1.0 + best), device.Download<double>(d, n)[i]);
        }

        Assert.Equal(expected, device.Download<byte>(bytes, n));
        Assert.Equal(expectedCounts, device.Download<int>(counts, 4));
    }

    [Fact]
    public void A_removed_barrier_is_seen()
    {
        // The last one of "reduce" is not missed: its only reader has written itself what it reads.
        var barrier = Text.IndexOf("bar.sync", Text.IndexOf("entry reduce", StringComparison.Ordinal), StringComparison.Ordinal);
        var kernel = PtxModule.Parse(Text.Remove(barrier, Text.IndexOf(';', barrier) + 1 - barrier))["reduce"];
        var device = new Device();
        var (px, sums) = (device.Upload(new float[5000]), device.Upload(new float[3]));
        Assert.Contains(device.With(px).With(sums).With(5000).Launch(kernel, 3, 256).Findings, finding => finding.Kind == FindingKind.SharedRace);
    }

    [Fact]
    public void The_validator_takes_what_clang_makes() => Assert.Empty(PtxValidator.Validate(Text).Problems);

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];

    private static void Clean(LaunchReport report) => Assert.True(report.Findings.Count == 0, report.ToString());
}
