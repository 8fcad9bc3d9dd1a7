using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Operators;

/// <summary>A small map inside a large one of as many channels: what padding adds around it, or cropping takes away.</summary>
/// <param name="Top">Rows above the small map.</param>
/// <param name="Bottom">Rows below it.</param>
/// <param name="Left">Columns on its left.</param>
/// <param name="Right">Columns on its right.</param>
internal readonly record struct Margins(int Top, int Bottom, int Left, int Right)
{
    public long Rows => (long)Top + Bottom;

    public long Columns => (long)Left + Right;

    /// <summary>
    /// Reads one number, two (vertical, horizontal) or four. A negative one is a mistake, and counts as 0.
    /// </summary>
    /// <param name="arguments">The attribute's.</param>
    /// <param name="all">The argument of the one-number form.</param>
    /// <param name="vertical">The first argument of the two-number form.</param>
    /// <param name="horizontal">The second.</param>
    public static Margins Read(LayerArguments arguments, string all, string vertical, string horizontal)
    {
        var both = Number(all, 0);
        var (rows, columns) = (Number(vertical, both), Number(horizontal, both));
        return new Margins(Number("Top", rows), Number("Bottom", rows), Number("Left", columns), Number("Right", columns));

        int Number(string argument, int otherwise)
        {
            var value = arguments.Int(argument, otherwise);
            if (value >= 0)
                return value;
            arguments.Report("CVG2018", argument, argument, LayerArguments.Text(value), "at least 0");
            return 0;
        }
    }

    /// <summary>Copies the small map into the large one and writes zeros around it.</summary>
    public void Surround(KernelList kernels, string name, Tensor small, Tensor large)
    {
        Zeros(0, Top, 0, large.Width);
        Zeros(large.Height - Bottom, Bottom, 0, large.Width);
        Zeros(Top, small.Height, 0, Left);
        Zeros(Top, small.Height, large.Width - Right, Right);
        kernels.Add(new Pointwise(name, small.Height, small.Width, small.Lanes, [small.Grid], Inner(large), new Load(0), default));

        void Zeros(int row, int rows, int column, int columns)
        {
            if (rows > 0 && columns > 0)
                kernels.Add(new Move(
                    name + " margin", [Loop.Batch, new("row", rows), new("column", columns), new("lane", large.Lanes)], null, 0, [],
                    large.Region, large.Offset + (row * large.RowStep) + (column * large.PixelStep), [large.ImageStep, large.RowStep, large.PixelStep, 1]));
        }
    }

    /// <summary>Copies the small map out of the large one.</summary>
    public void CutOut(KernelList kernels, string name, Tensor large, Tensor small) =>
        kernels.Add(new Pointwise(name, small.Height, small.Width, small.Lanes, [Inner(large)], small.Grid, new Load(0), default));

    private Grid Inner(Tensor large) => large.Grid with { Offset = large.Offset + (Top * large.RowStep) + (Left * large.PixelStep) };
}
