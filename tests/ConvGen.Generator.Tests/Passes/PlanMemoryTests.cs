using ConvGen.Generator;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which results lie over what was added to them.</summary>
public sealed class PlanMemoryTests
{
    /// <summary>What the first layer leaves is read by a block's first convolution, and added behind its second.</summary>
    private const string Residual = """
        [Network]
        [Input(12, 12, 3)]
        [Conv2D(16, 1, Name = "x")] [ReLU]
        [Residual]
        [Conv2D(8, 1, Name = "last")]
        public sealed partial class Net;

        [Conv2D(16, 1, Name = "a")] [ReLU] [Conv2D(16, 3, Padding = Padding.Same, Name = "b")] [Add(Network.Input)] [ReLU]
        public sealed class ResidualAttribute : BlockAttribute;
        """;

    /// <summary>The same, and all that the first layer leaves can be read after the pass.</summary>
    private const string Readable = """
        [Network]
        [Input(12, 12, 3)]
        public sealed partial class Net
        {
            [Conv2D(16, 1, Name = "x")] [ReLU]
            public partial Activations X { get; }

            [Conv2D(16, 1, Name = "a")] [ReLU] [Conv2D(16, 3, Padding = Padding.Same, Name = "b")] [Add(nameof(X))] [ReLU]
            public partial Activations Sum { get; }
        }
        """;

    /// <summary>By Winograd's convolution or the direct one, in a thread's own memory or, where filters are too many to go through with image by image, in the arena.</summary>
    [Theory]
    [InlineData(true, 16, nameof(Space.Sweep))]
    [InlineData(false, 16, nameof(Space.Sweep))]
    [InlineData(true, 256, nameof(Space.PerImage))]
    [InlineData(false, 256, nameof(Space.PerImage))]
    public void A_sum_lies_over_the_map_that_is_added(bool winograd, int channels, string space)
    {
        var source = Residual.Replace("Conv2D(16", $"Conv2D({channels}", StringComparison.Ordinal);
        var program = Compiled.Network(winograd ? source : source.Replace("[Network]", "[Network(AllowWinograd = false)]", StringComparison.Ordinal)).Inference;
        var (x, sum) = (Written(program, "x"), Written(program, "b"));
        Assert.Equal(winograd, program.Kernels.Any(kernel => kernel is Winograd));
        Assert.NotEqual(x, sum);
        Assert.Equal(space, x.Space.ToString());
        Assert.Equal((x.Space, x.Offset, x.Floats), (sum.Space, sum.Offset, sum.Floats));
        Assert.Empty(ProgramVerifier.Verify(program));
    }

    [Fact]
    public void What_is_read_later_keeps_its_place()
    {
        var program = Compiled.Network(Readable).Inference;
        AssertApart(Written(program, "x"), Written(program, "b"));
    }

    /// <summary>The gradient of the block's first filters is a sum over X.</summary>
    [Fact]
    public void What_the_backward_pass_reads_keeps_its_place()
    {
        var program = Compiled.Network(Residual).Training;
        AssertApart(Written(program, "x"), Written(program, "b"));
    }

    /// <summary>The sums of an element's other channels are still to be made of it.</summary>
    [Fact]
    public void A_convolutions_own_input_keeps_its_place()
    {
        var program = Compiled.Network(Residual.Replace("[Conv2D(16, 1, Name = \"a\")] [ReLU] [Conv2D(16, 3, Padding = Padding.Same, Name = \"b\")]", "[Conv2D(16, 1, Name = \"b\")]", StringComparison.Ordinal)).Inference;
        var kernel = program.Kernels.Single(kernel => kernel is Contraction or Winograd && kernel.Name.EndsWith("b forward", StringComparison.Ordinal));
        Assert.Empty(kernel.Overwrites);
        AssertApart(Written(program, "x"), Written(program, "b"));
    }

    /// <summary>The last tile of six images lies over the one before where images are no multiple of six: a sum would be there already.</summary>
    [Fact]
    public void Tiles_of_images_write_over_nothing_that_they_add()
    {
        var program = Compiled.Network(Compiled.DenseResidual).Inference;
        var kernel = program.Kernels.OfType<Contraction>().Single(kernel => kernel.Name == "b forward");
        Assert.Equal("((value + operand0) + operand1)", kernel.Epilogue.ToString());
        Assert.Empty(kernel.Overwrites);
    }

    /// <summary>Elements at other places, results of which lanes belong to others, and pixels in lanes, which are stored eight channels at a time.</summary>
    [Fact]
    public void Convolutions_write_over_equal_operands()
    {
        var program = Compiled.Network(Residual.Replace("[Network]", "[Network(AllowWinograd = false)]", StringComparison.Ordinal)).Inference;
        var kernel = program.Kernels.OfType<Contraction>().Single(kernel => kernel.Name.EndsWith("b forward", StringComparison.Ordinal));
        var added = kernel.Extra[1];
        Assert.Equal([added.Region], kernel.Overwrites);
        Assert.Empty(With(added with { Offset = added.Offset + 8 }).Overwrites);
        Assert.Empty(With(added with { PanelStep = 2 * added.PanelStep }).Overwrites);
        for (var i = 0; i < kernel.Rows.Count; i++)
            Assert.Equal(kernel.Rows[i].Extent == 1, With(added with { Rows = [.. added.Rows.Select((step, j) => j == i ? new Step(step.Floats + 16) : step)] }).Overwrites.Any());
        Assert.Empty((kernel with { ExactColumns = true }).Overwrites);

        var narrow = Compiled.Network(Compiled.LeNet5).Inference.Kernels.OfType<Contraction>().First();
        narrow = narrow with { Extra = [.. narrow.Extra, narrow.Output with { Region = added.Region }] };
        Assert.NotNull(PixelTiling.Of(narrow));
        Assert.Empty(narrow.Overwrites);

        Contraction With(Operand operand) => kernel with { Extra = [kernel.Extra[0], operand] };
    }

    /// <summary>Zeros around the sum are there before it: they would be written over what is still to be added.</summary>
    [Fact]
    public void A_map_that_was_touched_before_keeps_its_place()
    {
        Region input = new("input", Space.Input, 64), x = new("x", Space.PerImage, 64), sum = new("sum", Space.PerImage, 64), result = new("result", Space.PerImage, 64);
        var clear = new Move("clear", [Loop.Batch, new Loop("i", 16)], null, 0, [], sum, 48, [64, 1]);
        foreach (var (kernels, isOver) in ((Kernel[], bool)[])[([Step(input, x), Step(x, sum), clear], true), ([Step(input, x), clear, Step(x, sum)], false)])
        {
            var program = new KernelProgram("Inference", [new Segment("Forward", kernels), new Segment("Read", [Step(sum, result)])]);
            PlanMemory.Run(program);
            Assert.Equal(isOver, x.Offset == sum.Offset);
            Assert.Empty(ProgramVerifier.Verify(program));
        }

        static Pointwise Step(Region from, Region to) => new(from + " to " + to, 1, 1, 64, [Grid.Vector(from)], Grid.Vector(to), new Load(0), default);
    }

    /// <summary>Blocks of threads that are at different elements of a kernel share nothing that says who reads first.</summary>
    [Fact]
    public void Devices_write_over_nothing_that_they_add()
    {
        var program = NetworkCompiler.CompileForGpu(Compiled.Graph(Residual)).Inference;
        AssertApart(Written(program, "x"), Written(program, "b"));
    }

    /// <summary>Of elements at other places, of a part of the channels, or read twice, none may be written over.</summary>
    [Fact]
    public void Pointwise_kernels_write_over_equal_grids()
    {
        var (x, y, z) = (new Region("x", Space.PerImage, 128), new Region("y", Space.PerImage, 128), new Region("z", Space.PerImage, 128));
        Grid Of(Region region, int offset = 0, int pixel = 16) => new(region, offset, 128, 64, pixel);
        Pointwise Sum(params Grid[] inputs) => new("sum", 2, 4, 8, inputs, Of(y), new Load(0) + new Load(inputs.Length - 1), default);
        Assert.Equal([x, z], Sum(Of(x), Of(z)).Overwrites);
        Assert.Equal([z], Sum(Of(x, offset: 8), Of(z)).Overwrites);
        Assert.Equal([z], Sum(Of(x, pixel: 8), Of(z)).Overwrites);
        Assert.Empty(Sum(Of(x), Of(x)).Overwrites);
    }

    /// <summary>Where the last kernel of a layer's forward pass leaves its result.</summary>
    private static Region Written(KernelProgram program, string layer) => program.Kernels.Single(kernel => kernel is Contraction or Winograd && kernel.Name.EndsWith(layer + " forward", StringComparison.Ordinal)).Writes.Single();

    private static void AssertApart(Region a, Region b) =>
        Assert.True(a.Space != b.Space || a.Offset + a.Floats <= b.Offset || b.Offset + b.Floats <= a.Offset, $"{a} at {a.Offset} and {b} at {b.Offset} overlap");
}
