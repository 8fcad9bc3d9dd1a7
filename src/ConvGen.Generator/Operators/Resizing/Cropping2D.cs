using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Rows and columns taken away at a map's sides.</summary>
internal sealed partial class Cropping2D(LayerArguments arguments) : Operator
{
    private readonly Margins _margins = Margins.Read(arguments, "Cropping", "Vertical", "Horizontal");

    public override string Kind => "Cropping2D";

    public override Shape? InferShape(ShapeContext context)
    {
        var input = context.Input;
        if (!input.IsMap)
            return context.Report("CVG2007", null, input.ToString(), context.Source.Label);
        if (_margins.Rows >= input.Height)
            return context.Report("CVG2028", null, LayerArguments.Text(_margins.Rows), LayerArguments.Text(input.Height), "rows", input.ToString(), context.Source.Label);
        if (_margins.Columns >= input.Width)
            return context.Report("CVG2028", null, LayerArguments.Text(_margins.Columns), LayerArguments.Text(input.Width), "columns", input.ToString(), context.Source.Label);
        return Shape.Map(input.Height - (int)_margins.Rows, input.Width - (int)_margins.Columns, input.Channels);
    }
}
