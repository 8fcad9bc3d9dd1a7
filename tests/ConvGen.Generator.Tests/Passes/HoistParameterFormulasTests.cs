using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Formulas over parameters go first, and then a convolution does the normalisation and the activation behind it itself.</summary>
public sealed class HoistParameterFormulasTests
{
    private const string Source = """
        [Network] [Input(6, 5, 3)]
        [Conv2D(12, 3, Padding = Padding.Same, UseBias = false, Name = "a")] [BatchNormalization(Name = "b")] [ReLU]
        [Conv2D(12, 3, Padding = Padding.Same, Name = "c")] [BatchNormalization(Name = "d")] [ReLU]
        public sealed partial class Net;
        """;

    [Fact]
    public void Inference_is_a_contraction_for_each_convolution()
    {
        var kernels = Compiled.Network(Source).Inference.Segments[0].Kernels.Where(kernel => kernel is not (Move or Surround)).ToList();
        Assert.Equal(["b scale and shift", "d scale and shift", "a forward", "c forward"], kernels.Select(kernel => kernel.Name));
        Assert.All(kernels[^2..], kernel => Assert.IsType<Contraction>(kernel));
        Assert.Equal("max(((value * operand0) + operand1), 0)", ((Contraction)kernels[^2]).Epilogue.ToString());
        Assert.Equal("max((((value + operand0) * operand1) + operand2), 0)", ((Contraction)kernels[^1]).Epilogue.ToString());
    }

    /// <summary>Where the layer is frozen, training too can do so; where it is not, its running averages move first.</summary>
    [Fact]
    public void Training_keeps_what_depends_on_the_batch_in_its_place()
    {
        var forward = Compiled.Network(Source.Replace("Name = \"b\"", "Name = \"b\", Trainable = false", StringComparison.Ordinal)).Training.Segments[0].Kernels.Select(kernel => kernel.Name).ToList();
        Assert.Equal("b scale and shift", forward[0]);
        Assert.DoesNotContain("d scale and shift", forward);
        Assert.True(forward.IndexOf("d variance") > forward.IndexOf("c forward"));
    }
}
