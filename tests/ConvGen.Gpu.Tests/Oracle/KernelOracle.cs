using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>
/// What kernel forms mean: a straightforward reading of each, element by element, in double precision. The reference for everything that is written for a
/// graphics processor. Transforms of convolutions are no forms of graphics processors.
/// </summary>
internal static class KernelOracle
{
    public static void Run(Kernel kernel, OracleMemory memory)
    {
        switch (kernel)
        {
            case Contraction contraction:
                ContractionOracle.Run(contraction, memory);
                break;
            case Pointwise pointwise:
                GridOracle.Run(pointwise, memory);
                break;
            case ColumnReduction reduction:
                GridOracle.Run(reduction, memory);
                break;
            case RowReduction reduction:
                RowOracle.Run(reduction, memory);
                break;
            case PairwiseReduction reduction:
                PairwiseOracle.Run(reduction, memory);
                break;
            case Window window:
                WindowOracle.Run(window, memory);
                break;
            case Move move:
                MoveOracle.Run(move, memory);
                break;
            case Surround surround:
                MoveOracle.Run(surround, memory);
                break;
            default:
                throw new InvalidOperationException("unknown form " + kernel.GetType().Name);
        }
    }

    /// <summary>Where a grid's element lies.</summary>
    public static long At(Grid grid, int image, int row, int pixel, int lane) =>
        grid.Offset + ((long)image * grid.ImageStep) + ((long)row * grid.RowStep) + ((long)pixel * grid.PixelStep) + ((long)lane * grid.LaneStep);

    public static Measured Read(this OracleMemory memory, Grid grid, int image, int row, int pixel, int lane) => memory.Read(grid.Region, At(grid, image, row, pixel, lane));

    public static void Write(this OracleMemory memory, Grid grid, int image, int row, int pixel, int lane, Measured value) => memory.Write(grid.Region, At(grid, image, row, pixel, lane), value);
}
