using System.Collections.Generic;
using System.Linq;

namespace ConvGen.Generator.Program;

/// <summary>
/// Statistics of a contraction's columns, each over the rows of all images, and vectors of formulas over them: what a batch is normalised by. They are of what is stored,
/// and are made where it is stored. A column's mean is told by its first row's element and how far the mean is from that, because the difference is exact where elements are large beside
/// their deviation; its variance is the mean of squared differences from the mean.
/// </summary>
/// <param name="Inputs">Vectors that the formulas read.</param>
/// <param name="Results">Vectors of all columns; formulas speak of the totals <see cref="First"/>, <see cref="Offset"/> and <see cref="Variance"/>.</param>
/// <param name="Parts">Memory for what parts of the rows come to: <see cref="Totals"/> vectors of each part.</param>
internal sealed record ColumnStatistics(IReadOnlyList<Grid> Inputs, IReadOnlyList<Result> Results, Region Parts)
{
    /// <summary>Numbers that tell a column, of all rows or of a part of them.</summary>
    public const int Totals = 3;

    /// <summary>The fewest rows of a part, but for the last one.</summary>
    public const int FewestRows = 32;

    /// <summary>The column's element in the first row.</summary>
    public static Expression First => new Total(0);

    /// <summary>The mean less <see cref="First"/>.</summary>
    public static Expression Offset => new Total(1);

    /// <summary>The mean of squared differences from the mean.</summary>
    public static Expression Variance => new Total(2);

    public IEnumerable<Region> Reads => Inputs.Select(input => input.Region);

    public IEnumerable<Region> Writes => Results.Select(result => result.Output.Region).Append(Parts);

    /// <summary>Floats of <see cref="Parts"/> for one image, where it has so many rows.</summary>
    public static int PartFloats(int rows, int columns) => checked((rows + FewestRows - 1) / FewestRows * Totals * Packing.Pad(columns));
}
