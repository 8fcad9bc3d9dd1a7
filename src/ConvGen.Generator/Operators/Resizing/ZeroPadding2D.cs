using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Rows and columns of zeros around a map.</summary>
internal sealed partial class ZeroPadding2D(LayerArguments arguments) : Operator
{
    private readonly Margins _margins = Margins.Read(arguments, "Padding", "Vertical", "Horizontal");

    public override string Kind => "ZeroPadding2D";

    public override Shape? InferShape(ShapeContext context)
    {
        var input = context.Input;
        if (!input.IsMap)
            return context.Report("CVG2007", null, input.ToString(), context.Source.Label);
        var (rows, columns) = (input.Height + _margins.Rows, input.Width + _margins.Columns);
        var most = System.Math.Max(rows, columns);
        return most <= int.MaxValue
            ? Sizes.Tensor((int)rows, (int)columns, input.Channels, context)
            : context.Report("CVG2010", null, "its result", LayerArguments.Text(most), "rows or columns");
    }
}
