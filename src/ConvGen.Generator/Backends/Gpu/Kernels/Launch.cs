using System;
using System.Collections.Generic;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>What a place is counted from. The names are those of the runtime's GpuSpace.</summary>
internal enum GpuSpace
{
    /// <summary>A region of the program says where.</summary>
    Region,

    /// <summary>The losses of each image.</summary>
    Losses,

    /// <summary>The caller's labels (int).</summary>
    Labels,

    /// <summary>The numbers of a pass: <see cref="PassNumbers"/>.</summary>
    Pass,

    /// <summary>Memory that one form's launches pass on to each other; it holds nothing from form to form.</summary>
    Scratch,

    /// <summary>All parameters.</summary>
    Parameters,

    /// <summary>Their gradients.</summary>
    Gradients,

    /// <summary>The constants of an optimiser's step.</summary>
    Settings,

    /// <summary>For each eight parameters a number that is not 0 where optimisers may change them.</summary>
    Trained,

    /// <summary>What an optimiser remembers of each parameter.</summary>
    FirstState,

    /// <inheritdoc cref="FirstState"/>
    SecondState,
}

/// <summary>What stands where in <see cref="GpuSpace.Pass"/>. They change from pass to pass, and launches may be recorded and run again, so they are read from memory.</summary>
internal static class PassNumbers
{
    /// <summary>A float: Frame.LossScale.</summary>
    public const int LossScale = 0;

    /// <summary>Integers: Frame.Seed and Frame.Step.</summary>
    public const int Seed = 1, Step = 2;
}

/// <summary>A place that a launch passes to its kernel.</summary>
/// <param name="Space">What it is counted from.</param>
/// <param name="Region">The region, for <see cref="GpuSpace.Region"/>.</param>
/// <param name="Offset">Numbers from there.</param>
internal readonly record struct Place(GpuSpace Space, Region? Region, long Offset)
{
    public static Place Losses => new(GpuSpace.Losses, null, 0);

    public static Place Labels => new(GpuSpace.Labels, null, 0);

    public static Place Pass => new(GpuSpace.Pass, null, 0);

    public static Place Of(Region region, long offset = 0) => new(GpuSpace.Region, region, offset);

    public static Place Of(Grid grid) => Of(grid.Region, grid.Offset);

    public static Place Of(Program.Operand operand) => Of(operand.Region, operand.Offset);

    public static Place Scratch(long offset) => new(GpuSpace.Scratch, null, offset);
}

/// <summary>How many blocks a launch has: ⌈(<paramref name="PerImage"/> · images + <paramref name="Fixed"/>) / <paramref name="Share"/>⌉ by <paramref name="Y"/> by <paramref name="Z"/>.</summary>
internal readonly record struct Blocks(long PerImage, long Fixed, int Share = 1, int Y = 1, int Z = 1)
{
    /// <summary>In the first direction, of so many images.</summary>
    public long Along(int batch) => ((PerImage * batch) + Fixed + Share - 1) / Share;
}

/// <summary>What a launch has to do with a product that is made in parts where the images make too few blocks of it. The names are those of the runtime's GpuPart.</summary>
internal enum SplitRole
{
    /// <summary>Makes it as a whole: runs where there is one part.</summary>
    Whole,

    /// <summary>Makes the parts, in as many more blocks: runs where there are several.</summary>
    Part,

    /// <summary>Adds them up: likewise.</summary>
    Fold,

    /// <summary>Comes behind that: likewise, but is not told how many parts there were.</summary>
    Behind,
}

/// <summary>When sums are made in parts.</summary>
/// <param name="Role">What the launch does for it.</param>
/// <param name="Most">The most parts that are worth it.</param>
/// <param name="Product">The blocks of the product as a whole.</param>
/// <param name="BytesOfPart">Bytes of a part of an image's sums, where the launch writes or reads them.</param>
internal sealed record Split(SplitRole Role, int Most, Blocks Product, long BytesOfPart = 0)
{
    /// <summary>Blocks that fill a large device.</summary>
    public const int EnoughBlocks = 256;

    /// <summary>In how many parts so many images' sums are made. The runtime's GpuSplit says the same.</summary>
    public int Parts(int batch) => (int)Math.Max(1, Math.Min(Most, EnoughBlocks / (Product.Along(batch) * Product.Y * Product.Z)));
}

/// <summary>One launch of a kernel. A form becomes one or a few, which run in order.</summary>
/// <param name="Code">What runs.</param>
/// <param name="Blocks">How often.</param>
/// <param name="Places">What the kernel's parameters point to, in order.</param>
/// <param name="ScratchFloats">The scratch memory that the form needs, where this launch is of several.</param>
internal sealed record Launch(KernelCode Code, Blocks Blocks, IReadOnlyList<Place> Places, long ScratchFloats = 0)
{
    /// <summary>What runs instead where there are tensor cores, in as many blocks and with the same places; null where nothing does.</summary>
    public KernelCode? Tensor { get; init; }

    /// <summary>Null for a launch that always runs.</summary>
    public Split? Split { get; init; }

    /// <summary>What it has to do; null where that is all that the form has to.</summary>
    public Workload? Work { get; init; }

    /// <summary>For a launch that comes behind another of its form, what it does for it, in a word.</summary>
    public string? Step { get; init; }

    /// <summary>True of a <see cref="Tensor"/> kernel whose numbers PyTorch rounds to TF32 unless it is told not to.</summary>
    public bool IsConvolution { get; init; }
}
