using System.Linq;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Operands one behind the other along the last axis: maps by channels, vectors by features.</summary>
internal sealed partial class Concatenate : Merge
{
    public override string Kind => "Concatenate";

    public override Shape? InferShape(ShapeContext context)
    {
        var largest = Largest(context);
        var like = context.Inputs[largest];
        var odd = context.Inputs.ToList().FindIndex(shape => shape.IsMap != like.IsMap || shape.Height != like.Height || shape.Width != like.Width);
        if (odd >= 0)
            return context.Report("CVG2040", null, context.Sources[odd].Quoted, context.Inputs[odd].ToString(), context.Sources[largest].Quoted, like.ToString());
        var channels = context.Inputs.Sum(shape => (long)shape.Channels);
        if (channels > Sizes.Most)
            return context.Report("CVG2010", null, "its output", Sizes.Text(channels), like.IsMap ? "channels" : "features");
        return like.IsMap ? Sizes.Tensor(like.Height, like.Width, (int)channels, context) : Shape.Vector((int)channels);
    }
}
