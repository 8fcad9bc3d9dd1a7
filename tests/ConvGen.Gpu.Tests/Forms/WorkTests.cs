using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Gpu.Networks;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>What launches say for profiles that they have to do: together what their form has to, and what they pass on to each other.</summary>
public class WorkTests
{
    private static readonly Lazy<IReadOnlyList<Kernel>> _kernels = new(() =>
    [
        .. CompiledPrograms.Of(NetworkSources.Text).Values.SelectMany(network => network.Kernels()),
        .. CompiledPrograms.OfModel("MobileNetV2").Kernels(),
        .. ContractionTests.Kernels.Values.SelectMany(kernels => kernels()),
        .. StatisticsTests.Kernels.Values.SelectMany(kernels => kernels()),
    ]);

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, false)]
    public void Operations_are_counted_once_however_sums_are_cut(int batch, bool inParts)
    {
        Assert.All(_kernels.Value, kernel => Assert.Equal(Workload.Of(kernel).Operations, Launches(kernel, batch).Sum(launch => Work(kernel, launch).Operations)));
        Assert.Contains(_kernels.Value, kernel => Launches(kernel, batch).Any(launch => launch.Split?.Role == (inParts ? SplitRole.Part : SplitRole.Whole)));
    }

    /// <summary>A form in two launches moves what it moves in one, and twice what the first leaves for the second: as much as the scratch memory that it takes.</summary>
    [Fact]
    public void Parts_are_memory_that_is_written_and_read()
    {
        var (fixedParts, partsByBatch) = (0, 0);
        foreach (var kernel in _kernels.Value.Where(kernel => kernel is ColumnReduction or Contraction { Statistics: null }))
        {
            var (whole, launches) = (Workload.Of(kernel), Launches(kernel, batch: 1));
            if (launches.Count == 1)
            {
                Assert.Equal(whole, Work(kernel, launches[0]));
                continue;
            }

            var (part, fold) = (Work(kernel, launches[0]), Work(kernel, launches[1]));
            Assert.Equal(2, launches.Count);
            Assert.Equal((whole.Kind, whole.Kind, 0), (part.Kind, fold.Kind, fold.Operations));
            Assert.Equal("fold", launches[1].Step);
            Assert.Equal(whole.BytesOfImage, part.BytesOfImage + fold.BytesOfImage);
            if (launches[0].Split is { } split)
            {
                partsByBatch++;
                Assert.Equal(split.BytesOfPart, launches[1].Split!.BytesOfPart);
                Assert.InRange(split.BytesOfPart * split.Parts(1), 1, sizeof(float) * launches[0].ScratchFloats);
                Assert.Equal(whole.BytesOfCall, part.BytesOfCall + fold.BytesOfCall);
            }
            else
            {
                fixedParts++;
                Assert.Equal(whole.BytesOfCall + 2 * sizeof(float) * launches[0].ScratchFloats, part.BytesOfCall + fold.BytesOfCall);
            }
        }

        Assert.InRange(fixedParts, 20, int.MaxValue);
        Assert.InRange(partsByBatch, 20, int.MaxValue);
    }

    /// <summary>Of each 32 rows, or of each block's, three numbers a column; then vectors.</summary>
    [Fact]
    public void Statistics_are_memory_that_is_written_and_read()
    {
        var kernel = Assert.IsType<Contraction>(_kernels.Value.First(kernel => kernel is Contraction { Statistics: not null } && Launches(kernel, 1).Count == 3));
        var (rows, columns) = (kernel.Rows.Where(loop => !loop.IsBatch).Aggregate(1, (product, loop) => product * loop.Extent), Packing.Pad(kernel.Columns));
        var (whole, launches) = (Workload.Of(kernel), Launches(kernel, batch: 1));
        var bytes = 4L * 3 * columns * rows / 32;
        Assert.Equal(["", "fold", "statistics"], launches.Select(launch => launch.Step ?? ""));
        Assert.Equal(whole.BytesOfImage + bytes, Work(kernel, launches[0]).BytesOfImage + Work(kernel, launches[1]).BytesOfImage);
        Assert.Equal(new Workload(WorkKind.Reduction, 0, bytes, 4L * columns * (launches[2].Places.Count - 1)), Work(kernel, launches[2]));
        Assert.Equal(bytes > 0, whole.BytesOfImage < Work(kernel, launches[0]).BytesOfImage + Work(kernel, launches[1]).BytesOfImage);
    }

    /// <summary>The runtime takes the work to grow with the batch where it touches memory of images; schedules of processors say for each kernel whether it does.</summary>
    [Fact]
    public void Work_touches_memory_of_images_where_it_grows_with_the_batch()
    {
        foreach (var kernel in _kernels.Value)
        {
            Assert.True(!kernel.DependsOnReadsAlone == Workload.Of(kernel).BytesOfImage > 0, $"{kernel.GetType().Name} '{kernel.Name}'");
            Assert.All(Launches(kernel, 2), launch => Assert.True(Work(kernel, launch) is { BytesOfImage: var ofImage, BytesOfCall: var ofCall, Operations: >= 0 } && ofImage + ofCall > 0, $"'{kernel.Name}'"));
        }

        Assert.Contains(_kernels.Value, kernel => Workload.Of(kernel) is { BytesOfImage: 0, Operations: > 0 });
    }

    /// <summary>Values and what is remembered of them, there and back, gradients, and a number for eight of them.</summary>
    [Fact]
    public void A_step_moves_all_that_it_reads_and_writes()
    {
        var works = OptimizerKernels.Of(800).ToDictionary(step => step.Segment, step => step.Launch.Work!.Value, StringComparer.Ordinal);
        Assert.Equal(new Workload(WorkKind.Pointwise, 0, 0, 4 * (3 * 800 + 100 + 2)), works["Sgd"]);
        Assert.Equal(new Workload(WorkKind.Pointwise, 0, 0, 4 * (5 * 800 + 100 + 3)), works["SgdMomentum"]);
        Assert.Equal(new Workload(WorkKind.Pointwise, 0, 0, 4 * (7 * 800 + 100 + 9)), works["Adam"]);
    }

    /// <summary>Those that run for so many images.</summary>
    private static List<Launch> Launches(Kernel kernel, int batch) =>
        [.. GpuKernels.Of(kernel).Where(launch => launch.Split is null || launch.Split.Parts(batch) == 1 == (launch.Split.Role == SplitRole.Whole))];

    private static Workload Work(Kernel kernel, Launch launch) => launch.Work ?? Workload.Of(kernel);
}
