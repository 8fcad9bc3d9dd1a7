using System.Runtime.InteropServices;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Products that leave statistics of their columns: those of <see cref="ContractionTests"/> whose rows are images' and whose columns are all of a map's.</summary>
public class StatisticsTests
{
    /// <summary>Few rows, in one block that they do not fill, and many; columns that no block divides; sums made as a whole and in parts.</summary>
    private static readonly (int Channels, int Filters, int Height, int Width)[] _convolutions = [(3, 12, 7, 5), (5, 40, 9, 8), (4, 20, 13, 11), (36, 72, 5, 5), (40, 12, 6, 7)];

    public static TheoryData<string> Names => [.. Kernels.Keys];

    public static TheoryData<Precision, string> OnTensorCores
    {
        get
        {
            var cases = new TheoryData<Precision, string>();
            foreach (var precision in new[] { Precision.TensorFloat32, Precision.Float32, Precision.BFloat16 })
                foreach (var (name, kernels) in Kernels.Where(kernels => kernels.Value().Any(KernelTrial.HasTensor)))
                    cases.Add(precision, name);
            return cases;
        }
    }

    internal static Dictionary<string, Func<IReadOnlyList<Contraction>>> Kernels { get; } = All();

    [Theory]
    [MemberData(nameof(Names))]
    public void Statistics_agree_with_the_oracle(string name) => Assert.Equal("", Layouts.Faults(Kernels[name]()));

    [Theory]
    [MemberData(nameof(OnTensorCores))]
    public void Statistics_on_tensor_cores_agree_with_the_oracle(Precision precision, string name) => Assert.Equal("", string.Concat(
        from kernel in Kernels[name]()
        from size in Layouts.Batches
        from fault in KernelTrial.Faults(kernel, size.Batch, size.Capacity, precision)
        select $"\n{kernel.Name} of {size.Batch}: {fault}"));

    /// <summary>
    /// Of the very numbers that were stored: a mean a thousand times the deviation costs no digits. The mean of squares less the square of the mean has none left of some columns, which is what makes this
    /// a test.
    /// </summary>
    [Theory]
    [InlineData("convolution 4, 20 of 13x11", Precision.Default)]
    [InlineData("convolution 4, 20 of 13x11", Precision.TensorFloat32)]
    [InlineData("convolution 36, 72 of 5x5", Precision.Default)]
    [InlineData("convolution 36, 72 of 5x5", Precision.BFloat16)]
    [InlineData("dense 33, 20", Precision.Default)]
    public void A_large_mean_costs_no_digits(string name, Precision precision)
    {
        const int batch = 3;
        const float mean = 1000;
        var kernel = Kernels[name]()[0];
        var (statistics, bias) = (kernel.Statistics!, kernel.Extra[0]);
        var trial = new KernelTrial(kernel, batch, batch, precision) { Prepare = memory => memory.Values(bias.Region).AsSpan().Fill(mean) };
        Assert.Equal("", string.Join('\n', trial.Faults()));
        var (x, offsets, variances) = (Floats(kernel.Output.Region), Floats(statistics.Results[0].Output.Region), Floats(statistics.Results[1].Output.Region));
        var naive = 0.0;
        for (var column = 0; column < kernel.Columns; column++)
        {
            List<double> values = [.. Rows(kernel, batch).Select(row => (double)x[(int)row + column])];
            var (average, count) = (values.Average(), values.Count);
            var variance = values.Average(value => (value - average) * (value - average));
            Assert.InRange(average, mean - 20, mean + 20);
            Assert.InRange(variance, 0.01, 400);
            Assert.InRange(offsets[column] - (average - values[0]), -1e-5 * Math.Sqrt(variance), 1e-5 * Math.Sqrt(variance));
            Assert.InRange(variances[column] / variance, 1 - 5e-6, 1 + 5e-6);
            var (sum, squares) = values.Aggregate((Sum: 0f, Squares: 0f), (sums, value) => (sums.Sum + (float)value, sums.Squares + ((float)value * (float)value)));
            naive = Math.Max(naive, Math.Abs((((squares / count) - (sum / count * (sum / count))) / variance) - 1));
        }

        Assert.InRange(naive, 5e-3, double.PositiveInfinity);

        float[] Floats(Region region) => MemoryMarshal.Cast<int, float>(trial.Contents(trial.Buffers.Single(buffer => buffer.Name == region.Name))).ToArray();
    }

    /// <summary>A channel of one value has no variance, and no offset from it, whatever it is.</summary>
    [Fact]
    public void One_value_is_its_mean()
    {
        var kernel = Kernels["convolution 4, 20 of 13x11"]()[0];
        var trial = new KernelTrial(kernel, 2, 2)
        {
            Prepare = memory =>
            {
                memory.Values(kernel.B.Region).AsSpan().Clear();
                foreach (var extra in kernel.Extra)
                    memory.Values(extra.Region).AsSpan().Fill(1f / 3);
            },
        };
        Assert.Equal("", string.Join('\n', trial.Faults()));
        foreach (var result in kernel.Statistics!.Results.Take(2))
            Assert.All(trial.Contents(trial.Buffers.Single(buffer => buffer.Name == result.Output.Region.Name))[..kernel.Columns].ToArray(), number => Assert.Equal(0, number));
    }

    /// <summary>A layer that fills its tiles, with nothing else behind its sums as is usual before a normalisation, stays within the budgets of products that leave no statistics.</summary>
    [Theory]
    [InlineData(Precision.Default)]
    [InlineData(Precision.TensorFloat32)]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Large_layers_use_the_machine_well(Precision precision)
    {
        var kernel = WithStatistics(ContractionTests.Convolutions(64, 64, 1, 16, 16)[0] with { Epilogue = Value.Instance, Extra = [] });
        var text = KernelTrial.TextOf(kernel, precision);
        var validation = PtxValidator.Validate(text);
        Assert.Empty(validation.Problems);
        Assert.InRange(validation.Registers.Values.Max(), 1, 168);
        Assert.All(text.Split(".visible .entry"), entry => Assert.InRange(entry.Length, 1, 32 * 1024));
    }

    /// <summary>As whole sums and as sums of parts, in one block and in several.</summary>
    [Fact]
    public void Kernels_have_all_ways()
    {
        List<Contraction> kernels = [.. Kernels.Values.SelectMany(kernels => kernels())];
        var parts = kernels.SelectMany(kernel => GpuKernels.Of(kernel)).Where(launch => launch.Split?.Role == SplitRole.Behind).Select(launch => launch.Split!.Parts(2)).ToList();
        Assert.Contains(parts, count => count > 1);
        Assert.Contains(kernels.SelectMany(kernel => GpuKernels.Of(kernel).Take(1)), launch => launch.Split is null && launch.Blocks.Along(3) > 2);
        Assert.Contains(kernels, kernel => kernel.Columns % Packing.Half != 0);
    }

    /// <summary>The runtime hands the number of parts to launches by what they do, the kernel has it as a parameter where it asks for it.</summary>
    [Fact]
    public void Kernels_are_told_the_number_of_parts_where_they_ask()
    {
        var launches = Kernels.Values.Concat(ContractionTests.Kernels.Values).SelectMany(kernels => kernels()).SelectMany(kernel => GpuKernels.Of(kernel)).Where(launch => launch.Split is not null).ToList();
        Assert.Equal(Enum.GetValues<SplitRole>(), launches.Select(launch => launch.Split!.Role).Distinct().Order());
        Assert.All(launches, launch => Assert.Equal(launch.Split!.Role is SplitRole.Part or SplitRole.Fold, launch.Code.TakesParts));
        Assert.Equal([false, true, true, false], Enum.GetValues<GpuPart>().Select(role => new GpuLaunch("", 0, default, [], []) { Split = new GpuSplit(role, 2, 1, default) }.IsToldParts));
    }

    private static Dictionary<string, Func<IReadOnlyList<Contraction>>> All()
    {
        var kernels = new Dictionary<string, Func<IReadOnlyList<Contraction>>>(StringComparer.Ordinal);
        foreach (var (channels, filters, height, width) in _convolutions)
            kernels.Add(FormattableString.Invariant($"convolution {channels}, {filters} of {height}x{width}"), () => [WithStatistics(ContractionTests.Convolutions(channels, filters, 1, height, width)[0])]);
        foreach (var (depth, columns) in new[] { (1, 3), (33, 20), (300, 40) })
            kernels.Add(FormattableString.Invariant($"dense {depth}, {columns}"), () => [.. ContractionTests.DenseForward(depth, columns).Where(kernel => kernel.Finish is null).Select(WithStatistics)]);
        return kernels;
    }

    /// <summary>What a normalisation asks for: offset and variance, a scale made of it, and a running average that is read where it is written.</summary>
    private static Contraction WithStatistics(Contraction kernel)
    {
        var rows = kernel.Rows.Where(loop => !loop.IsBatch).Aggregate(1, (product, loop) => product * loop.Extent);
        var (weight, average) = (Layouts.Parameter("weight", kernel.Columns), Layouts.Parameter("running mean", kernel.Columns));
        var floats = ColumnStatistics.PartFloats(rows, kernel.Columns);
        return kernel with
        {
            Statistics = new ColumnStatistics(
                [weight, average],
                [
                    new Result(Layouts.Vector("offset", kernel.Columns), ColumnStatistics.Offset),
                    new Result(Layouts.Vector("variance", kernel.Columns), ColumnStatistics.Variance),
                    new Result(Layouts.Vector("scale", kernel.Columns), new Load(0) / new Unary(UnaryOperation.SquareRoot, new ResultOf(1) + 1e-3f)),
                    new Result(average, (new Load(1) * 0.75f) + ((ColumnStatistics.First + new ResultOf(0)) * (new BatchCount(rows) * 0.125f))),
                ],
                new Region("parts", Space.PerImage, (floats + 15) / 16 * 16)),
        };
    }

    /// <summary>Where rows begin in the output.</summary>
    private static IEnumerable<long> Rows(Contraction kernel, int batch) => kernel.Rows.Select((loop, i) => (Extent: loop.IsBatch ? batch : loop.Extent, Step: kernel.Output.Rows[i].Floats))
        .Aggregate((IEnumerable<long>)[kernel.Output.Offset], (places, loop) => places.SelectMany(place => Enumerable.Range(0, loop.Extent).Select(index => place + ((long)index * loop.Step))));
}
