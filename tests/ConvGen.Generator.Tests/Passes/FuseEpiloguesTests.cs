using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which pointwise kernels become part of the contraction before them where they store elsewhere; those in place are everywhere else.</summary>
public sealed class FuseEpiloguesTests
{
    private const string Residual = """
        [Network]
        [Input(9, 9, 3)]
        public sealed partial class Net
        {
            [Conv2D(16, 3, Padding = Padding.Same, Name = "x")] [ReLU]
            public partial Activations X { get; }

            [Conv2D(16, 3, Padding = Padding.Same, Name = "a")] [ReLU] [Conv2D(16, 3, Padding = Padding.Same, Name = "b")] [Add(nameof(X))]
            public partial Activations Sum { get; }
        }
        """;

    /// <summary>The gradient that the block's first convolution gives its input is added to the shortcut's and masked by the ReLU before, all where it is stored.</summary>
    [Fact]
    public void A_convolution_adds_to_its_inputs_gradient()
    {
        var backward = Backward(LowerNetwork.Run(Compiled.Graph(Residual)).Training);
        var sum = Assert.Single(backward.OfType<Contraction>(), kernel => kernel.Name == "a input gradient");
        Assert.Equal(2, sum.Extra.Count);
        Assert.Equal(sum.Output.Region, sum.Extra[0].Region);
        Assert.Equal(sum.Output.Rows, sum.Extra[0].Rows);
        Assert.Equal("(operand1 > 0 ? (operand0 + value) : 0)", sum.Epilogue.ToString());
        Assert.DoesNotContain(backward, kernel => kernel is Pointwise && (kernel.Name.EndsWith(" sum", StringComparison.Ordinal) || kernel.Name.StartsWith("x ", StringComparison.Ordinal)));
    }

    /// <summary>The last tile of six images lies over the one before where images are no multiple of six: its rows would be added twice.</summary>
    [Fact]
    public void Tiles_of_images_do_not_add()
    {
        var backward = Backward(LowerNetwork.Run(Compiled.Graph(Compiled.DenseResidual)).Training);
        Assert.Contains(backward, kernel => kernel is Pointwise { Name: "a input gradient sum" });
    }

    [Fact]
    public void What_somebody_else_reads_is_stored()
    {
        var program = LowerNetwork.Run(Compiled.Graph(Residual)).Training;
        var part = program.Kernels.OfType<Contraction>().Single(kernel => kernel.Name == "a input gradient").Output.Region;
        var reader = new Move("reader", [Loop.Batch], part, 0, [part.Floats], new Region("elsewhere", Space.PerImage, 16), 0, [16]);
        var read = program.With([.. program.Segments, new Segment("More", [reader])]);
        Assert.Contains(Backward(read), kernel => kernel is Pointwise && kernel.Name == "a input gradient sum");
    }

    /// <summary>Each is one step from the contraction that adds to its input's gradient.</summary>
    [Fact]
    public void Contractions_that_store_otherwise_or_read_the_sum_do_not_add()
    {
        Assert.True(Adds((contraction, _) => contraction));
        Assert.False(Adds((contraction, _) => contraction with { ExactColumns = true }), "lanes past the last column are somebody else's");
        Assert.False(Adds((contraction, _) => contraction with { Output = contraction.Output with { PanelStep = 2 * Packing.Width } }), "panels of columns lie apart");
        Assert.False(Adds((contraction, sum) => contraction with { A = contraction.A with { Region = sum } }), "a window of the sum is read, parts of which would have been overwritten");

        static bool Adds(Func<Contraction, Region, Contraction> change)
        {
            var program = LowerNetwork.Run(Compiled.Graph(Residual)).Training;
            var sum = program.Kernels.OfType<Pointwise>().Single(kernel => kernel.Name == "a input gradient sum");
            var changed = program.With([.. program.Segments.Select(segment => segment with
            {
                Kernels = [.. segment.Kernels.Select(kernel => kernel is Contraction { Name: "a input gradient" } contraction ? change(contraction, sum.Results[0].Output.Region) : kernel)],
            })]);
            return !Backward(changed).Contains(sum);
        }
    }

    private static IReadOnlyList<Kernel> Backward(KernelProgram program) => FuseEpilogues.Run(program).Find(LowerNetwork.Backward)!.Kernels;
}
