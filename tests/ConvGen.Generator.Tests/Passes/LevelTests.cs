using ConvGen.Generator;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Tests.Passes;

/// <summary>Every level of the compiler verifies and prints itself; verifiers find what is broken on purpose.</summary>
public sealed class LevelTests
{
    public static TheoryData<string> Networks =>
    [
        Compiled.LeNet5,
        """
        [Network] [Input(17, 13, 3)]
        [Conv2D(12, 3, Strides = 2, Pad = 1, Activation = Activation.ReLU)] [Conv2D(20, 3, 1, Groups = 4, PadTop = 2, Dilation = 2)] [LeakyReLU]
        [MaxPooling2D(3, Strides = 2, Padding = Padding.Same)] [Dropout(0.3)] [Flatten] [Dropout(0.5)] [Dense(7)] [Softmax] [MeanSquaredError]
        public sealed partial class Net;
        """,
        """
        [Network] [Input(9, 8, 2)] [Conv2D(12, 3, UseBias = false)] [BatchNormalization] [ReLU] [LocalResponseNormalization(5)] [InstanceNormalization] [BatchNormalization(Trainable = false)]
        [L2Normalization] [GlobalAveragePooling2D] [BatchNormalization(Center = false)] [Dense(3)] [SparseCategoricalCrossentropy]
        public sealed partial class Net;
        """,
        """
        [Network] [Input(5)] [ReLU] [Dense(9, Activation = Activation.Sigmoid)] [Dense(3)]
        public sealed partial class Net;
        """,
        """
        [Network] [Input(12, 10, 3)] [Conv2D(32, 3)] [Conv2D(48, 3, Padding = Padding.Same)] [BatchNormalization] [ReLU] [Flatten] [Dense(512, Activation = Activation.ReLU)] [Dense(5)]
        public sealed partial class Net;
        """,
        """
        [Network] [Input(9, 8, 2)] [Conv2D(4, 1, Strides = 3)] [Tanh] [Softmax] [SparseCategoricalCrossentropy(FromLogits = false, IgnoreIndex = 255)]
        public sealed partial class Net;
        """,
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void EveryLevelVerifies(string source)
    {
        var graph = Compiled.Graph(source);
        Assert.Empty(GraphVerifier.Verify(graph));
        var network = NetworkCompilerWithChecks(graph);
        Assert.Empty(ProgramVerifier.Verify(network.Inference));
        Assert.Empty(ProgramVerifier.Verify(network.Training));
        var devices = NetworkCompiler.CompileForGpu(graph);
        Assert.Empty(ProgramVerifier.Verify(devices.Inference));
        Assert.Empty(ProgramVerifier.Verify(devices.Training));
    }

    /// <summary>The compiler's passes one by one, a verifier behind each; placement is only asked for after the last.</summary>
    private static LoweredNetwork NetworkCompilerWithChecks(NetworkGraph graph)
    {
        var network = LowerNetwork.Run(graph);
        CheckUnplaced(network);
        network = PrepareParameters.Run(network);
        CheckUnplaced(network);
        network = network with { Training = ChooseTransposed.Run(network.Training) };
        CheckUnplaced(network);
        network = network with { Inference = FuseEpilogues.Run(network.Inference), Training = FuseEpilogues.Run(network.Training) };
        CheckUnplaced(network);
        network = network with { Inference = FusePointwise.Run(network.Inference), Training = FusePointwise.Run(network.Training) };
        CheckUnplaced(network);
        network = PrepareParameters.Run(network with { Inference = ChooseWinograd.Run(network.Inference, keeps: true), Training = ChooseWinograd.Run(network.Training, keeps: false) });
        CheckUnplaced(network);
        network = network with { Training = FusePooling.Run(network.Training) };
        CheckUnplaced(network);
        network = network with { Training = WriteGradients.Run(network.Training) };
        CheckUnplaced(network);
        network = network with { Training = RecomputeActivations.Run(network.Training) };
        CheckUnplaced(network);
        network = network with { Training = ArrangeKernels.Run(network.Training) };
        CheckUnplaced(network);
        PlanMemory.Run(network.Inference);
        PlanMemory.Run(network.Training);
        return network;
    }

    private static void CheckUnplaced(LoweredNetwork network)
    {
        foreach (var fault in ProgramVerifier.Verify(network.Inference).Concat(ProgramVerifier.Verify(network.Training)))
            Assert.True(fault.EndsWith("has no place", StringComparison.Ordinal) || fault.EndsWith("overlap", StringComparison.Ordinal), fault);
    }

    [Fact]
    public void MemoryIsShared()
    {
        var inference = Compiled.Network(Compiled.LeNet5).Inference;
        var regions = Lives.Of(inference).Regions.Where(region => region.Space == Space.Sweep).ToList();
        Assert.True(regions.Count > 3);
        Assert.InRange(inference.SweepFloats, regions.Max(region => region.Floats), regions.Sum(region => (long)region.Floats) - 1);
    }

    [Fact]
    public void TrainingBackwardSharesMemory()
    {
        var training = Compiled.Network(Compiled.LeNet5).Training;
        var total = Lives.Of(training).Regions.Where(region => region.Space == Space.PerImage).Sum(region => (long)region.Floats);
        Assert.True(training.PerImageFloats < total, $"{training.PerImageFloats} of {total}");
    }

    /// <summary>Zeros around it would be read by the gradient of the network's input alone, which makes itself a copy that has them.</summary>
    [Fact]
    public void AFirstLayersGradientHasNoHalo()
    {
        var training = Compiled.Network(Compiled.LeNet5).Training;
        var backward = training.Find(LowerNetwork.Backward)!.Kernels;
        Assert.Equal(28 * 28 * 8, backward.SelectMany(kernel => kernel.Writes).First(region => region.Name == "conv1 gradient").Floats);
        Assert.Equal(18 * 18 * 16, backward.SelectMany(kernel => kernel.Writes).First(region => region.Name == "conv2 gradient").Floats);
        Assert.Contains(training.Find(LowerNetwork.BackwardInput)!.Kernels, kernel => kernel is Move { Source.Name: "conv1 gradient" });
    }

    [Fact]
    public void VerifierFindsAnOverlap()
    {
        var program = Compiled.Network(Compiled.LeNet5).Training;
        var regions = Lifetime.Of(program, program.Forms[0]);
        var (a, b) = regions.Keys.Where(region => region.Space == Space.PerImage)
            .SelectMany(a => regions.Keys.Where(b => b.Space == Space.PerImage && b != a && regions[a].First < regions[b].First && regions[b].First < regions[a].Last).Select(b => (a, b))).First();
        b.Offset = a.Offset;
        Assert.Contains(ProgramVerifier.Verify(program), fault => fault.Contains("overlap", StringComparison.Ordinal));
    }

    [Fact]
    public void VerifierFindsAReadBeforeAWrite()
    {
        var program = Compiled.Network(Compiled.LeNet5).Inference;
        var forward = program.Segments[0];
        var broken = program.With([forward with { Kernels = [.. forward.Kernels.Reverse()] }, .. program.Segments.Skip(1)]);
        Assert.Contains(ProgramVerifier.Verify(broken), fault => fault.Contains("before anything wrote it", StringComparison.Ordinal));
    }

    [Fact]
    public void GraphVerifierFindsDisorder()
    {
        var graph = Compiled.Graph(Compiled.LeNet5);
        Assert.NotEmpty(GraphVerifier.Verify(graph.With([.. graph.Nodes.Reverse()])));
        Assert.NotEmpty(GraphVerifier.Verify(graph.With([.. graph.Nodes.Take(3)])));
    }

    [Fact]
    public void CheapActivationsFuseIntoTheEpilogueAndCostlyOnesIntoTheFinish()
    {
        var relu = Compiled.Network(Compiled.LeNet5.Replace("Tanh", "ReLU", StringComparison.Ordinal)).Inference;
        Assert.DoesNotContain(relu.Kernels, kernel => kernel is Pointwise);
        Assert.All(relu.Kernels.OfType<Contraction>(), kernel => Assert.Null(kernel.Finish));
        var tanh = Compiled.Network(Compiled.LeNet5).Inference;
        Assert.DoesNotContain(tanh.Kernels, kernel => kernel is Pointwise);
        Assert.Equal(4, tanh.Find(LowerNetwork.Forward)!.Kernels.OfType<Contraction>().Count(kernel => kernel.Finish is not null));
    }

    [Fact]
    public void PrintersSpeak()
    {
        var network = Compiled.Network(Compiled.LeNet5);
        Assert.Contains("%1 = Conv2D 'conv1' (%0) : 28×28×6", network.Graph.ToString(), StringComparison.Ordinal);
        Assert.Contains("Contraction 'conv1 forward'", network.Inference.ToString(), StringComparison.Ordinal);
        Assert.Contains("then tanh(value)", network.Inference.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Phases of a strided input gradient: every (row, tap) pair that meets an output row, once, at the right place.</summary>
    [Theory]
    [InlineData(11, 3, 2, 1, 1)]
    [InlineData(12, 5, 3, 2, 4)]
    [InlineData(7, 1, 2, 1, 0)]
    [InlineData(9, 4, 4, 2, 3)]
    [InlineData(10, 3, 2, 3, 2)]
    public void GradientPhasesCoverEveryTap(int size, int kernel, int stride, int dilation, int pad)
    {
        var pairs = new HashSet<(int Row, int Tap, int Output)>();
        foreach (var phase in ConvGen.Generator.Operators.GradientPhase.All(size, kernel, stride, dilation, pad))
            for (var i = 0; i < phase.Count; i++)
                for (var j = 0; j < phase.Taps; j++)
                    Assert.True(pairs.Add((phase.First + (i * stride), phase.FirstTap + (j * phase.TapStep), phase.Source + i - (j * phase.SourceStep))));
        var expected = new HashSet<(int Row, int Tap, int Output)>();
        for (var row = 0; row < size; row++)
            for (var tap = 0; tap < kernel; tap++)
                if ((row + pad - (tap * dilation)) % stride == 0)
                    expected.Add((row, tap, (row + pad - (tap * dilation)) / stride));
        Assert.Equal(expected.Order(), pairs.Order());
    }
}
