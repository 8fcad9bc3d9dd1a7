using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>What depends on parameters alone leaves the passes; what a pass, or a step of training, has a part in stays.</summary>
public sealed class PrepareParametersTests
{
    private const string Normalized = """
        [Network] [Input(6, 5, 3)]
        [Conv2D(12, 3, Padding = Padding.Same, UseBias = false, Name = "a")] [BatchNormalization(Name = "b")] [ReLU]
        [Conv2D(12, 3, Padding = Padding.Same, Name = "c")] [BatchNormalization(Name = "d")] [ReLU]
        public sealed partial class Net;
        """;

    private const string Repacked = """
        [Network] [Input(6, 5, 3)]
        [Conv2DTranspose(12, 3, Strides = 2, Name = "a")] [DepthwiseConv2D(3, Name = "b")] [Conv2DTranspose(4, 2, Name = "c")]
        public sealed partial class Net;
        """;

    [Fact]
    public void Inference_is_a_contraction_for_each_convolution()
    {
        var inference = Compiled.Network(Normalized).Inference;
        Assert.Equal(["b scale and shift", "d scale and shift"], Names(inference, LowerNetwork.Prepare));
        var kernels = inference.Find(LowerNetwork.Forward)!.Kernels.OfType<Contraction>().ToList();
        Assert.Equal(["a forward", "c forward"], kernels.Select(kernel => kernel.Name));
        Assert.Equal("max(((value * operand0) + operand1), 0)", kernels[0].Epilogue.ToString());
        Assert.Equal("max((((value + operand0) * operand1) + operand2), 0)", kernels[1].Epilogue.ToString());
        Assert.DoesNotContain(inference.Kernels, kernel => kernel is Pointwise { PerImage: true });
    }

    /// <summary>Repacked weights are moves, with a fill before them where lanes are left over.</summary>
    [Fact]
    public void Inference_repacks_weights_beforehand()
    {
        var inference = Compiled.Network(Repacked).Inference;
        Assert.All(inference.Find(LowerNetwork.Prepare)!.Kernels, kernel => Assert.IsType<Move>(kernel));
        foreach (var layer in (string[])["a", "b", "c"])
            Assert.Contains(Names(inference, LowerNetwork.Prepare), name => name.StartsWith(layer + " ", StringComparison.Ordinal));
        Assert.Contains(inference.Find(LowerNetwork.Prepare)!.Kernels, kernel => kernel is Move { Source: null });
        Assert.DoesNotContain(Names(inference, LowerNetwork.Forward), name => name.Contains("weights", StringComparison.Ordinal));
        Assert.True(inference.PreparedFloats > 0);
    }

    /// <summary>A step of the optimiser changes them, so that they would be made as often; and the arena needs room for a layer's at a time only.</summary>
    [Theory]
    [InlineData(Normalized)]
    [InlineData(Repacked)]
    public void Training_prepares_nothing_of_what_it_changes(string source)
    {
        var training = Compiled.Network(source).Training;
        Assert.Null(training.Find(LowerNetwork.Prepare));
        Assert.Equal(0, training.PreparedFloats);
    }

    /// <summary>Forward and on the way to another layer's gradient; not what only the gradient of the input reads.</summary>
    [Fact]
    public void Training_prepares_what_is_frozen()
    {
        var normalized = Compiled.Network(Normalized.Replace("Name = \"b\"", "Name = \"b\", Trainable = false", StringComparison.Ordinal)).Training;
        Assert.Equal(["b scale and shift"], Names(normalized, LowerNetwork.Prepare));
        Assert.Contains("d variance", Names(normalized, LowerNetwork.Forward));

        var behind = Compiled.Network(Normalized.Replace("Name = \"c\"", "Name = \"c\", Trainable = false", StringComparison.Ordinal)).Training;
        Assert.NotEmpty(Names(behind, LowerNetwork.Prepare));
        Assert.All(Names(behind, LowerNetwork.Prepare), name => Assert.StartsWith("c input gradient", name, StringComparison.Ordinal));

        var front = Compiled.Network(Normalized.Replace("Name = \"a\"", "Name = \"a\", Trainable = false", StringComparison.Ordinal)).Training;
        Assert.Null(front.Find(LowerNetwork.Prepare));
        Assert.Contains(Names(front, LowerNetwork.BackwardInput), name => name.Contains("weights", StringComparison.Ordinal));
    }

    /// <summary>Any kernel form, and what it is made of in turn.</summary>
    [Fact]
    public void A_product_of_prepared_parameters_is_prepared()
    {
        var forward = Moved([Formula(_w, _s), Product(_s, _t), Formula(_t, _y)]);
        Assert.Equal(["y = t"], forward);
        Assert.Equal((Space.Prepared, Space.Prepared), (_s.Space, _t.Space));
    }

    [Fact]
    public void What_passes_change_or_count_stays()
    {
        // Of an image.
        Assert.Equal(["s = y", "t = s"], Moved([Formula(_y, _s), Formula(_s, _t)]));

        // Of a parameter that the program writes, before or after.
        Assert.Equal(["s = w", "w = y"], Moved([Formula(_w, _s), Formula(_y, _w)]));

        // Of a parameter that an optimiser changes.
        Assert.Equal(["s = w"], Moved([Formula(_w, _s)], trained: [_w]));

        // Of the number of images, of the step.
        Assert.Equal(["s = w"], Moved([Formula(_w, _s, new Load(0) / new BatchCount(1))]));
        Assert.Equal(["s = w"], Moved([Formula(_w, _s, new Load(0) * new DropoutMask(0.5f, 1))]));

        // Written by somebody else too, who stays.
        Assert.Equal(["s = w", "y = s", "s = y"], Moved([Formula(_w, _s), Formula(_s, _y), Formula(_y, _s)]));

        // Read, then written again: the reader would find the second.
        Assert.Equal(["s = w", "y = s", "s = v", "z = s"], Moved([Formula(_w, _s), Formula(_s, _y), Formula(_v, _s), Formula(_s, _z)]));

        // One of two results stays.
        var both = new Pointwise("both", 1, 1, 16, [Grid.Vector(_w)], [new Result(Grid.Vector(_s), new Load(0)), new Result(Grid.Vector(_w), new Load(0))], default, PerImage: false);
        Assert.Equal(["both", "t = s"], Moved([both, Formula(_s, _t)]));
        Assert.Equal((Space.Fixed, Space.Fixed), (_s.Space, _t.Space));
    }

    [Fact]
    public void What_is_prepared_shares_no_memory()
    {
        KernelProgram program = PrepareParameters.Run(new("Inference", [new(LowerNetwork.Forward, [Formula(_w, _s), Formula(_s, _y), Formula(_w, _t), Formula(_t, _z)])]), []);
        PlanMemory.Run(program);
        Assert.Equal((32, 0), (program.PreparedFloats, program.FixedFloats));
        Assert.Equal([0, 16], new[] { _s.Offset, _t.Offset }.Order());
        Assert.Empty(ProgramVerifier.Verify(program));
    }

    [Fact]
    public void The_verifier_sees_what_must_not_be_prepared()
    {
        _s.Prepare();
        Assert.Contains("'s = y' in Prepare reads 'y', which passes change", Faults(Formula(_y, _s)));
        Assert.Contains("'s = w' in Prepare reads 'w', which passes change", Faults(Formula(_w, _s), Formula(_v, _w)));
        Assert.Contains("'t = w' in Prepare depends on the pass, or writes what does not outlive it", Faults(Formula(_w, _s), Formula(_w, _t)));
        Assert.Contains("'s = w' in Prepare depends on the pass, or writes what does not outlive it", Faults(Formula(_w, _s, new Load(0) / new BatchCount(1))));

        static IReadOnlyList<string> Faults(params Kernel[] kernels) => ProgramVerifier.Verify(new KernelProgram("Inference", [new Segment(LowerNetwork.Prepare, kernels)]));
    }

    private readonly Region _w = new("w", Space.Parameters, 16) { Offset = 0 };
    private readonly Region _v = new("v", Space.Parameters, 16) { Offset = 16 };
    private readonly Region _s = new("s", Space.Fixed, 16);
    private readonly Region _t = new("t", Space.Fixed, 16);
    private readonly Region _y = new("y", Space.PerImage, 16);
    private readonly Region _z = new("z", Space.PerImage, 16);

    /// <summary>The names of the kernels that stay.</summary>
    private static IEnumerable<string> Moved(IReadOnlyList<Kernel> kernels, IReadOnlyList<Region>? trained = null) =>
        Names(PrepareParameters.Run(new KernelProgram("Inference", [new Segment(LowerNetwork.Forward, kernels)]), trained ?? []), LowerNetwork.Forward);

    private static IReadOnlyList<string> Names(KernelProgram program, string segment) => [.. program.Find(segment)?.Kernels.Select(kernel => kernel.Name) ?? []];

    private static Pointwise Formula(Region from, Region to, Expression? body = null) =>
        new($"{to} = {from}", 1, 1, 16, [Grid.Vector(from)], Grid.Vector(to), body ?? new Load(0), default, to.GrowsWithBatch);

    private static Contraction Product(Region from, Region to) => new(
        $"{to} = {from}²", [new("row", 1)], [new("depth", 1)], 16, new(from, 0, [0], [1], 16), new(from, 0, [0], [16], 16), new(to, 0, [16], [], 16), false, [], Value.Instance);
}
