namespace ConvGen.Tests.Oracle;

/// <summary>A block whose only layer is left out: the identity.</summary>
internal sealed record LeftOut : Layer
{
    /// <summary>The class a user would write beside the network.</summary>
    public const string Block = "using ConvGen;\n\n[Softmax(When = \"false\")]\npublic sealed class LeftOutAttribute : BlockAttribute;\n";

    public override Extent Infer(Extent input) => input;

    public override Tensor Forward(Tensor input, Weights weights) => input.Map(i => input.Values[i]);

    public override Tensor Backward(Tensor input, Tensor output, Tensor outputGradient, Weights weights, Weights gradients) => outputGradient;

    protected override IEnumerable<string> Arguments() => [];
}
