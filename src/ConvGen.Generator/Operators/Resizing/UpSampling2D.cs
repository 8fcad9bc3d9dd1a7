using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>A map made larger by whole factors: blocks of one value, or means of the nearest pixels.</summary>
internal sealed partial class UpSampling2D : Operator
{
    private readonly int _height;
    private readonly int _width;
    private readonly bool _bilinear;

    public UpSampling2D(LayerArguments arguments)
    {
        var size = arguments.Positive("Size", 1);
        _height = arguments.Positive("Height", size);
        _width = arguments.Positive("Width", size);
        _bilinear = arguments.Word("Interpolation", "Nearest") == "Bilinear";
    }

    public override string Kind => "UpSampling2D";

    public override Shape? InferShape(ShapeContext context)
    {
        var input = context.Input;
        if (!input.IsMap)
            return context.Report("CVG2007", null, input.ToString(), context.Source.Label);
        var most = System.Math.Max((long)input.Height * _height, (long)input.Width * _width);
        return most <= int.MaxValue
            ? Sizes.Tensor(input.Height * _height, input.Width * _width, input.Channels, context)
            : context.Report("CVG2010", null, "its result", LayerArguments.Text(most), "rows or columns");
    }
}
