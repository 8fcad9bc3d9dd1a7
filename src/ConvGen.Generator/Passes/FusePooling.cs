using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Makes one kernel of the gradient of average pooling and the formula right behind it, an activation's gradient or a sum: where windows tile the map, each element's is its window's times a number.
/// It goes over the pooled map and has a result for each place of a window, so that the map is written once instead of written, read and written again.
/// <code>
/// before: dx[2y + r, 2x + s] = dy[y, x] / 4;  dx = dx · (1 − z²)
/// after:  dx[2y + r, 2x + s] = dy[y, x] / 4 · (1 − z[2y + r, 2x + s]²)     for r, s = 0, 1
/// </code>
/// Windows that overlap, or leave rows or columns out, stay what they are: those need sums, or zeros.
/// </summary>
internal static class FusePooling
{
    /// <summary>Operands and results of all places, each an argument and a vector: windows of 2×2 over one other map. More would not stay in registers.</summary>
    private const int MostGrids = 10;

    /// <summary>Formulas longer than this gain little from a pass less, and stand there for each place.</summary>
    private const int MostCost = 12;

    public static KernelProgram Run(KernelProgram program) =>
        Neighbours.Join(program, (before, pointwise, readers) => before is Window window && MayJoin(window, pointwise, readers) ? Join(window, pointwise) : null);

    /// <summary>True where the formula is over what the window wrote, which nobody else wants as it was, and of which and of its own result it reads no other elements than the one it makes.</summary>
    private static bool MayJoin(Window window, Pointwise pointwise, ILookup<Region, Region> readers)
    {
        var (output, body) = pointwise.Results[0];
        return window is { Operation: WindowOperation.Average, Gradient: true, IsTiling: true } && (window.InputHeight, window.InputWidth, window.Lanes) == (pointwise.Height, pointwise.Width, pointwise.Lanes)
            && pointwise.Inputs.Contains(window.Target) && (output == window.Target || readers[window.Target.Region].Count() == 1)
            && pointwise.Inputs.All(input => input == window.Target || (input.Region != window.Target.Region && (input == output || input.Region != output.Region)))
            && window.Source.Region != output.Region && body.Cost <= MostCost && !body.SpeaksOfPass;
    }

    private static Pointwise? Join(Window window, Pointwise pointwise)
    {
        var ((output, body), geometry) = (pointwise.Results[0], window.Geometry);
        var (inputs, results) = (new List<Grid> { window.Source }, new List<Result>());
        var gradient = new Load(0) * (1f / (geometry.KernelHeight * geometry.KernelWidth));
        for (var row = 0; row < geometry.KernelHeight; row++)
            for (var column = 0; column < geometry.KernelWidth; column++)
                results.Add(At(row, column));
        return inputs.Count + results.Count > MostGrids ? null : new Pointwise(window.Name, geometry.OutputHeight, geometry.OutputWidth, window.Lanes, inputs, results, default);

        Result At(int row, int column)
        {
            return new Result(Of(output), body.Map(leaf => leaf is Load { Operand: var operand } ? pointwise.Inputs[operand] == window.Target ? gradient : Operand(Of(pointwise.Inputs[operand])) : leaf));

            // A place of each window.
            Grid Of(Grid map) => map with
            {
                Offset = map.Offset + (row * map.RowStep) + (column * map.PixelStep),
                RowStep = geometry.KernelHeight * map.RowStep,
                PixelStep = geometry.KernelWidth * map.PixelStep,
            };
        }

        Load Operand(Grid grid)
        {
            if (!inputs.Contains(grid))
                inputs.Add(grid);
            return new Load(inputs.IndexOf(grid));
        }
    }
}
