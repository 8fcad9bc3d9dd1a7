using ConvGen.Generator;
using ConvGen.Generator.Declaration;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Reading;

namespace ConvGen.Tests.Passes;

/// <summary>A network taken through the compiler level by level, for tests that look at the levels.</summary>
internal static class Compiled
{
    public const string LeNet5 = """
        [Network]
        [Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh, Name = "conv1")]
        [AveragePooling2D(2)]
        [Conv2D(16, 5, Activation = Activation.Tanh, Name = "conv2")]
        [AveragePooling2D(2)]
        [Flatten]
        [Dense(120, Activation = Activation.Tanh, Name = "fc1")]
        [Dense(84, Activation = Activation.Tanh, Name = "fc2")]
        [Dense(10, Name = "fc3")]
        [SparseCategoricalCrossentropy]
        public sealed partial class Net;
        """;

    /// <summary>Two dense layers whose sum with what the first of them reads is taken.</summary>
    public const string DenseResidual = """
        [Network]
        [Input(8)]
        public sealed partial class Net
        {
            [Dense(16, Name = "x")] [Tanh]
            public partial Activations X { get; }

            [Dense(16, Name = "a")] [Tanh] [Dense(16, Name = "b")] [Add(nameof(X))]
            public partial Activations Sum { get; }
        }
        """;

    public static NetworkGraph Graph(string source)
    {
        var compilation = new Project(source).Compilation;
        var network = NetworkReader.Read(compilation.GetTypeByMetadataName("Net")!, CancellationToken.None);
        var problems = new List<Problem>();
        var graph = FrontEnd.Build(network!.Declaration, problems);
        Assert.DoesNotContain(problems, problem => !problem.IsWarning);
        return graph!;
    }

    /// <summary>Before what is done for memory alone.</summary>
    public static LoweredNetwork Unplanned(string source)
    {
        var network = PrepareParameters.Run(LowerNetwork.Run(Graph(source)));
        network = network with { Inference = FuseEpilogues.Run(network.Inference), Training = FuseEpilogues.Run(network.Training) };
        network = network with { Inference = FusePointwise.Run(network.Inference), Training = FusePointwise.Run(network.Training) };
        return PrepareParameters.Run(network with { Inference = ChooseWinograd.Run(network.Inference, keeps: true), Training = ChooseWinograd.Run(network.Training, keeps: false) });
    }

    public static LoweredNetwork Network(string source) => NetworkCompiler.Compile(Graph(source));
}
