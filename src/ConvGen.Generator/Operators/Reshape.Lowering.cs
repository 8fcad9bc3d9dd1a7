using ConvGen.Generator.Lowering;

namespace ConvGen.Generator.Operators;

internal sealed partial class Reshape
{
    /// <summary>A vector is what Flatten makes.</summary>
    public override bool Flattens => !_shape.IsMap;

    public override Placement Placement(bool training) => _shape.IsMap ? Operators.Placement.Own : Operators.Placement.View;

    public override void Forward(ForwardContext context) => Copy(context.Kernels, context.Name + " forward", context.Input, context.Output);

    public override void Gradient(GradientContext context) => Copy(context.InputKernels, context.Name + " input gradient", context.OutputGradient, context.InputGradient);

    /// <summary>Both sides read channels first; where both are maps, a vector stands between them.</summary>
    private static void Copy(KernelList kernels, string name, Tensor input, Tensor output)
    {
        var (source, target) = (input with { Flattened = input.Map.IsMap }, output with { Flattened = output.Map.IsMap });
        if (source.Flattened && target.Flattened && source.Map != target.Map)
        {
            var plain = source.Plain(name + " plain");
            kernels.Copy(name + " flat", source, plain);
            source = plain;
        }

        kernels.Copy(name, source, target);
    }
}
