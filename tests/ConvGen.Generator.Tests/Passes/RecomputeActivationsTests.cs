using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Which tensors are made a second time for the backward pass, and that nobody can tell by the results.</summary>
public sealed class RecomputeActivationsTests
{
    /// <summary>As residual networks have them: normalised and cut at zero, sums around two convolutions.</summary>
    private const string Residual = """
        [Network] [Input(32, 32, 3)]
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "stem.conv")] [BatchNormalization(Name = "stem.bn")] [ReLU]
        [Residual(Name = "a")] [Residual(Name = "b")] [Residual(Name = "c")]
        [GlobalAveragePooling2D] [Dense(10, Name = "fc")] [SparseCategoricalCrossentropy]
        public sealed partial class Net;

        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "conv1")] [BatchNormalization(Name = "bn1")] [ReLU]
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "conv2")] [BatchNormalization(Name = "bn2")] [Add(Network.Input)] [ReLU]
        public sealed class ResidualAttribute : BlockAttribute;
        """;

    /// <summary>A part of it whose tensors have names.</summary>
    private const string Readable = """
        [Network] [Input(32, 32, 3)] [SparseCategoricalCrossentropy]
        public sealed partial class Net
        {
            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "stem.conv")] [BatchNormalization(Name = "stem.bn")] [ReLU]
            public partial Activations Stem { get; }

            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "conv1")] [BatchNormalization(Name = "bn1")] [ReLU]
            public partial Activations Inner { get; }

            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "conv2")] [BatchNormalization(Name = "bn2")] [Add(nameof(Stem))] [ReLU]
            public partial Activations Sum { get; }

            [GlobalAveragePooling2D] [Dense(10, Name = "fc")]
            public partial Activations Classes { get; }
        }
        """;

    private readonly Region _x = new("x", Space.PerImage, 64);
    private readonly Region _y = new("y", Space.PerImage, 64);
    private readonly Region _z = new("z", Space.PerImage, 64);
    private readonly Region _u = new("u", Space.PerImage, 64);
    private readonly Region _s = new("s", Space.Fixed, 8);
    private readonly Region _w = new("w", Space.Parameters, 64) { Offset = 0 };
    private readonly Region _dw = new("dw", Space.Gradients, 64) { Offset = 0 };
    private readonly Region _images = new("images", Space.Input, 64) { Offset = 0 };

    public static TheoryData<string> Networks => [.. LevelTests.Networks.Cast<object[]>().Select(row => (string)row[0]), Residual, Readable];

    /// <summary>Of sums one after the other the third is kept, b.bn2; the first two are made together.</summary>
    [Fact]
    public void A_residual_network_keeps_what_its_convolutions_made_and_every_third_sum()
    {
        var program = Compiled.Network(Residual).Training;
        Assert.Equal(
            ["b.bn1", "stem.bn", "a.bn2", "a.bn1"],
            program.Find(LowerNetwork.Backward)!.Kernels.OfType<Pointwise>().Where(IsAgain).Select(kernel => kernel.Name.Split(' ')[0]));
        Assert.DoesNotContain(program.Kernels.Where(IsAgain), kernel => kernel is not (Pointwise or Surround));
        Assert.Empty(ProgramVerifier.Verify(program));
    }

    [Fact]
    public void It_takes_less_memory()
    {
        var (with, without) = (Compiled.Network(Residual).Training, Compiled.Unplanned(Residual).Training);
        PlanMemory.Run(without);
        Assert.InRange(with.PerImageFloats, 1, 0.75 * without.PerImageFloats);
    }

    /// <summary>Named by what they are made of, all values that kernels leave are those of the program without the pass.</summary>
    [Theory]
    [MemberData(nameof(Networks))]
    public void Everything_is_made_of_what_it_was_made_of(string source)
    {
        var run = new SymbolicRun();
        var before = Compiled.Unplanned(source).Training;
        Assert.Equal(run.Of(before, " again"), run.Of(RecomputeActivations.Run(before), " again"));
    }

    [Fact]
    public void What_users_can_read_is_kept() =>
        Assert.DoesNotContain(Compiled.Network(Readable).Training.Kernels, IsAgain);

    [Fact]
    public void A_formula_of_what_is_kept_is_computed_again_where_it_is_first_read()
    {
        Assert.Equal(["y = x again", "dw = y", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y)], [Formula(_y, _dw), Formula(_x, _dw)]));
        Assert.Equal(["z = w", "y = x again", "dw = y", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y)], [Formula(_w, _z), Formula(_y, _dw), Formula(_x, _dw)]));
    }

    /// <summary>A vector for all images costs little; another tensor would be kept in its place.</summary>
    [Fact]
    public void Only_small_operands_are_kept_for_it()
    {
        Assert.Contains("y = x again", Backward([Formula(_images, _x), Formula(_w, _s), Formula(_x, _y, _s)], [Formula(_y, _dw), Formula(_x, _dw)]));
        Assert.Equal(["dw = y"], Backward([Formula(_images, _x), Formula(_x, _y)], [Formula(_y, _dw)]));
        Assert.Equal(["dw = x", "dw = y"], Backward([Formula(_images, _x), Formula(_x, _y)], [Formula(_x, _dw), Formula(_y, _dw)]));
    }

    [Fact]
    public void Operands_must_still_have_their_values()
    {
        Assert.Equal(["dw = y", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y), Formula(_images, _x)], [Formula(_y, _dw), Formula(_x, _dw)]));
        Assert.Equal(["x = w", "dw = y", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y)], [Formula(_w, _x), Formula(_y, _dw), Formula(_x, _dw)]));
    }

    [Fact]
    public void Where_memory_is_as_short_when_it_is_wanted_again_it_is_kept()
    {
        var program = new KernelProgram("Training", [new(LowerNetwork.Forward, [Formula(_images, _x), Formula(_x, _y)]), new(LowerNetwork.Backward, [Formula(_y, _dw), Formula(_x, _dw)])]);
        Assert.Same(program, RecomputeActivations.Run(program));
    }

    /// <summary>Callers' memory is not there any more, and a formula over parameters is a filter: it may cost anything, and parameters may have changed.</summary>
    [Fact]
    public void What_is_made_of_images_or_parameters_is_kept()
    {
        Assert.Equal(["dw = x"], Backward([Formula(_images, _x), Formula(_x, _z)], [Formula(_x, _dw)]));
        Assert.Equal(["dw = y", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y, _w)], [Formula(_y, _dw), Formula(_x, _dw)]));
    }

    /// <summary>In a chain two are made of what is kept before them, together, where the later one is wanted; an operand that nobody else wants is one of them.</summary>
    [Fact]
    public void Two_of_a_chain_are_made_together()
    {
        Region v = new("v", Space.PerImage, 64);
        Assert.Equal(
            ["dw = v", "y = x again", "z = y again", "dw = z", "dw = y", "dw = x"],
            Backward([Formula(_images, _x), Formula(_x, _y), Formula(_y, _z), Formula(_z, v)], [Formula(v, _dw), Formula(_z, _dw), Formula(_y, _dw), Formula(_x, _dw)]));
        Assert.Equal(
            ["y = x again", "z = y again", "dw = z", "dw = x"], Backward([Formula(_images, _x), Formula(_x, _y), Formula(_y, _z)], [Formula(_z, _dw), Formula(_x, _dw)]));
    }

    /// <summary>The zeros around it come with it, and the gradients of inputs read the second one too.</summary>
    [Fact]
    public void All_that_writes_it_is_repeated_and_all_later_readers_read_that()
    {
        var zeros = new Surround("zeros", _y, 1, 8, 48, 0, 8);
        var program = RecomputeActivations.Run(new KernelProgram("Training", [
            new(LowerNetwork.Forward, [Formula(_images, _x), zeros, Formula(_x, _y), Formula(_y, _z)]), new(LowerNetwork.Backward, [Formula(_y, _dw), Formula(_x, _dw)]),
            new(LowerNetwork.BackwardInput, [Formula(_y, _u)])]));
        var backward = program.Find(LowerNetwork.Backward)!.Kernels;
        Assert.Equal(["zeros again", "y = x again", "dw = y", "dw = x"], backward.Select(kernel => kernel.Name));
        var again = Assert.Single(backward[1].Writes);
        Assert.NotSame(_y, again);
        Assert.Equal([again, again, again], [backward[0].Writes.Single(), backward[2].Reads.First(), program.Find(LowerNetwork.BackwardInput)!.Kernels[0].Reads.First()]);
        Assert.Equal([_y, _y], program.Find(LowerNetwork.Forward)!.Kernels.Skip(1).Take(2).Select(kernel => kernel.Writes.Single()));
    }

    private static bool IsAgain(Kernel kernel) => kernel.Name.EndsWith(" again", StringComparison.Ordinal);

    /// <summary>The names of the kernels of the backward pass, where memory is short at the end of the forward pass.</summary>
    private IReadOnlyList<string> Backward(IReadOnlyList<Kernel> forward, IReadOnlyList<Kernel> backward)
    {
        Region busy = new("busy", Space.PerImage, 64);
        var program = new KernelProgram("Training", [new(LowerNetwork.Forward, [.. forward, Formula(_images, busy), Formula(busy, _dw)]), new(LowerNetwork.Backward, backward)]);
        return [.. RecomputeActivations.Run(program).Find(LowerNetwork.Backward)!.Kernels.Select(kernel => kernel.Name)];
    }

    private static Pointwise Formula(Region from, Region to, Region? vector = null)
    {
        IReadOnlyList<Grid> inputs = vector is null ? [Of(from)] : [Of(from), Grid.Vector(vector)];
        return new($"{to} = {from}", 1, 8, 8, inputs, Of(to), vector is null ? new Load(0) : new Load(0) * new Load(1), default);

        static Grid Of(Region region) => new(region, 0, 64, 64, 8);
    }
}
