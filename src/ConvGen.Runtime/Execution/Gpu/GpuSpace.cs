using System.ComponentModel;

namespace ConvGen;

/// <summary>What a place in a device's memory is counted from.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum GpuSpace
{
    /// <summary>The planned arena: a part for each image of the capacity, and behind them the rest.</summary>
    Arena,

    /// <summary>What was made of the parameters for the mode that runs.</summary>
    Prepared,

    /// <summary>All parameters.</summary>
    Parameters,

    /// <summary>Their gradients.</summary>
    Gradients,

    /// <summary>The caller's images, one input behind the other.</summary>
    Input,

    /// <summary>A tensor on its way to or from the caller.</summary>
    Dense,

    /// <summary>The caller's labels.</summary>
    Labels,

    /// <summary>The caller's targets.</summary>
    Targets,

    /// <summary>Each image's loss.</summary>
    Losses,

    /// <summary>The numbers of a pass: loss scale (a float), seed and step (integers).</summary>
    Pass,

    /// <summary>What launches of one kernel form pass on to each other.</summary>
    Scratch,

    /// <summary>The constants of an optimiser's step.</summary>
    Settings,

    /// <summary>For each eight parameters a number that is not 0 where optimisers may change them.</summary>
    Trained,

    /// <summary>What an optimiser remembers of each parameter.</summary>
    FirstState,

    /// <inheritdoc cref="FirstState"/>
    SecondState,
}

/// <summary>A place in a device's memory: <c>space + PerCapacity · capacity + PerBatch · batch + Offset</c>, in numbers of 32 bits.</summary>
/// <param name="Space">What it is counted from.</param>
/// <param name="PerCapacity">Numbers for each image that the network has room for.</param>
/// <param name="PerBatch">Numbers for each image of the call.</param>
/// <param name="Offset">Numbers whatever the images.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct GpuOperand(GpuSpace Space, long PerCapacity, long PerBatch, long Offset);

/// <summary>How many blocks a launch has: ⌈(PerImage · batch + Fixed) / Share⌉ by Y by Z.</summary>
/// <param name="PerImage">For each image of the call.</param>
/// <param name="Fixed">Whatever the images.</param>
/// <param name="Share">What one block does of them.</param>
/// <param name="Y">Blocks in the second direction.</param>
/// <param name="Z">Blocks in the third.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct GpuBlocks(long PerImage, long Fixed, int Share, int Y, int Z)
{
    /// <summary>Blocks for a batch.</summary>
    internal GpuGrid Grid(int batch, int parts = 1) => new(checked((int)Along(batch)), Y, checked(Z * parts));

    /// <summary>In the first direction.</summary>
    internal long Along(int batch) => ((PerImage * batch) + Fixed + Share - 1) / Share;
}

/// <summary>What a launch has to do with a product whose sums are made in parts where the images make too few blocks of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum GpuPart
{
    /// <summary>Makes the sums as a whole: runs where there is one part.</summary>
    Whole,

    /// <summary>Makes the parts, in as many times the blocks: runs where there are several.</summary>
    Part,

    /// <summary>Adds them up: likewise.</summary>
    Fold,

    /// <summary>Comes behind that: likewise, but is not told how many parts there were.</summary>
    Behind,
}

/// <summary>When sums are made in parts.</summary>
/// <param name="Role">What the launch does for it.</param>
/// <param name="Most">The most parts that are worth it.</param>
/// <param name="Enough">Blocks that fill a large device.</param>
/// <param name="Product">The blocks of the product as a whole.</param>
/// <param name="BytesOfPart">Of a part of an image's sums, where the launch writes or reads them.</param>
internal sealed record GpuSplit(GpuPart Role, int Most, int Enough, GpuBlocks Product, long BytesOfPart = 0)
{
    /// <summary>In how many parts so many images' sums are made.</summary>
    public int Parts(int batch) => (int)Math.Max(1, Math.Min(Most, Enough / (Product.Along(batch) * Product.Y * Product.Z)));
}
