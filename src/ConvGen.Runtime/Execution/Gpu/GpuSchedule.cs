using System.ComponentModel;

namespace ConvGen;

/// <summary>Launches in the order in which they run.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GpuSchedule
{
    private readonly List<GpuLaunch> _launches = [];

    internal IReadOnlyList<GpuLaunch> Launches => _launches;

    /// <summary>Adds a launch.</summary>
    /// <param name="name">The layer and what is done for it: "conv1 forward"; what only adds up or finishes what others made says so behind that: "conv1 forward fold".</param>
    /// <param name="work">What it has to do, for profiles.</param>
    /// <param name="kernel">Its number among <see cref="GpuProgram.Kernels"/>.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="operands">What the kernel's parameters point to.</param>
    /// <param name="sizes">The layer's numbers that the kernel takes.</param>
    public void Launch(string name, KernelWork work, int kernel, GpuBlocks blocks, GpuOperand[] operands, params int[] sizes) =>
        _launches.Add(new GpuLaunch(name, kernel, blocks, operands, sizes) { Work = work });

    /// <summary>Adds a launch of a product, which runs on tensor cores where there are any.</summary>
    /// <param name="name">The layer and what is done for it.</param>
    /// <param name="work">What it has to do, for profiles.</param>
    /// <param name="kernel">Its number among <see cref="GpuProgram.Contractions"/>.</param>
    /// <param name="tensorKernel">Its number among <see cref="GpuProgram.TensorContractions"/>.</param>
    /// <param name="blocks">How many blocks, of either.</param>
    /// <param name="operands">What either kernel's parameters point to.</param>
    /// <param name="sizes">The layer's numbers that the kernel takes.</param>
    /// <param name="tensorSizes">Those that the kernel for tensor cores takes.</param>
    public void Contract(string name, KernelWork work, int kernel, int tensorKernel, GpuBlocks blocks, GpuOperand[] operands, int[] sizes, int[] tensorSizes) =>
        _launches.Add(new GpuLaunch(name, kernel, blocks, operands, sizes) { Work = work, Tensor = (tensorKernel, tensorSizes) });

    /// <summary>Says of the launch before that it runs only where sums are made in parts, or only where they are not.</summary>
    /// <param name="part">What it does for it.</param>
    /// <param name="most">The most parts that are worth it.</param>
    /// <param name="enough">Blocks that fill a large device.</param>
    /// <param name="product">The blocks of the product as a whole.</param>
    /// <param name="bytes">What the launch writes or reads of an image's sums for each part, besides what its work says.</param>
    public void Split(GpuPart part, int most, int enough, GpuBlocks product, long bytes = 0) => _launches[^1] = _launches[^1] with { Split = new GpuSplit(part, most, enough, product, bytes) };
}

/// <inheritdoc cref="GpuSchedule.Launch"/>
internal sealed record GpuLaunch(string Name, int Kernel, GpuBlocks Blocks, GpuOperand[] Operands, int[] Sizes)
{
    /// <summary>What it has to do.</summary>
    public KernelWork Work { get; init; }

    /// <summary>True where its work grows with the batch: what touches no memory of images is the same for any number of them.</summary>
    public bool CountsImages => Work.BytesOfImage > 0;

    /// <summary>For a product, what runs on tensor cores; null for everything else.</summary>
    public (int Kernel, int[] Sizes)? Tensor { get; init; }

    /// <summary>Null for a launch that always runs.</summary>
    public GpuSplit? Split { get; init; }

    /// <summary>Blocks for so many images.</summary>
    public GpuGrid GridOf(int batch) => Blocks.Grid(batch, Split?.Role == GpuPart.Part ? Split.Parts(batch) : 1);

    /// <summary>False where so many images' sums are made in parts and the launch makes them as a whole, or the other way round.</summary>
    public bool Runs(int batch) => Split is null || Split.Parts(batch) == 1 == (Split.Role == GpuPart.Whole);

    /// <summary>Bytes of the parts of so many images' sums.</summary>
    public long BytesOfParts(int batch) => Split is null ? 0 : Split.BytesOfPart * Split.Parts(batch) * batch;

    /// <summary>True for a kernel that has the number of parts as a parameter.</summary>
    public bool IsToldParts => Split?.Role is GpuPart.Part or GpuPart.Fold;
}
