using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>The same values in channels-first order (C, H, W), PyTorch's, as a map or vector of another shape.</summary>
internal sealed partial class Reshape : Operator
{
    private readonly Shape _shape;

    public Reshape(LayerArguments arguments) => _shape = arguments.Has("Features")
        ? Shape.Vector(arguments.Positive("Features", 1))
        : Shape.Map(arguments.Positive("Height", 1), arguments.Positive("Width", 1), arguments.Positive("Channels", 1));

    public override string Kind => "Reshape";

    public override Shape? InferShape(ShapeContext context)
    {
        var elements = Sizes.Product(_shape.Dimensions);
        return elements == context.Input.Elements
            ? _shape
            : context.Report("CVG2029", null, _shape.ToString(), Sizes.Text(elements), context.Input.ToString(), LayerArguments.Text(context.Input.Elements), context.Source.Label);
    }
}
