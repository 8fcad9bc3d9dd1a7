using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// What the launches of a contraction have to do, for profiles. Operations are where products are made, once; what launches leave for each other (parts of sums, statistics of
/// parts of rows) is memory that one writes and the other reads.
/// </summary>
internal sealed class ContractionWork(ContractionShape shape)
{
    private Contraction Kernel => shape.Kernel;

    /// <summary>Bytes of a part of an image's sums.</summary>
    public long BytesOfPart => (long)sizeof(float) * shape.OuterCount * shape.RowCount * shape.Columns;

    /// <summary>The sums as a whole, finished.</summary>
    /// <param name="rows">Rows of a block, which has statistics of its own.</param>
    public Workload Whole(int rows) => Leaving(Workload.Of(Kernel), rows);

    /// <summary>The sums in parts.</summary>
    /// <param name="scratch">Floats of all parts, where the batch has no say in how many there are.</param>
    public Workload Parts(long scratch) => Passing(Workload.OfSums(Kernel), scratch);

    /// <summary>The parts added up, and finished.</summary>
    /// <param name="scratch">Likewise.</param>
    public Workload Fold(long scratch) => Leaving(Passing(Workload.OfResults(Kernel), scratch), ColumnStatistics.FewestRows);

    /// <summary>Statistics of all rows from those of parts, and vectors of columns.</summary>
    /// <param name="rows">Rows of a part.</param>
    /// <param name="vectors">How many vectors are read and written.</param>
    public Workload Statistics(int rows, int vectors) => new(WorkKind.Reduction, 0, BytesOfStatistics(rows), (long)sizeof(float) * vectors * shape.Columns);

    private Workload Leaving(Workload work, int rows) => Kernel.Statistics is null ? work : work with { BytesOfImage = work.BytesOfImage + BytesOfStatistics(rows) };

    private static Workload Passing(Workload work, long scratch) => work with { BytesOfCall = work.BytesOfCall + (sizeof(float) * scratch) };

    /// <summary>An image has no whole number of parts: what it has on average.</summary>
    private long BytesOfStatistics(int rows) => (long)sizeof(float) * ColumnStatistics.Totals * shape.Columns * shape.RowCount / rows;
}
