using ConvGen.Tests.Harness;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Operators;

/// <summary>A batch of more images than go through the kernels together, and no multiple of any tile: every image and every sum over images is right.</summary>
public sealed class LargeBatchTests
{
    private const int Capacity = 70;
    private const int Batch = 67;

    private static readonly Sequential Small = new(new(5, 4, 3),
        new Conv2D(6, 3) { Padding = Padding.Same, Activation = Activation.ReLU }, new MaxPooling2D(2), new Flatten(), new Dense(9) { Activation = Activation.Tanh }, new Dense(4))
    {
        Loss = new SparseCategoricalCrossentropy(),
    };

    private static readonly Sequential Vectors = new(Extent.Vector(11), new Dense(33) { Activation = Activation.Sigmoid }, new Dense(5)) { Loss = new MeanSquaredError() };

    private static readonly Sequential[] Networks = [Small, Vectors, OperatorCases.LeNet5];

    private static readonly Lazy<CompiledNetworks> Compiled = new(() => CompiledNetworks.Compile(Networks));

    public static TheoryData<int, InstructionSet> Cases => ProcessorPaths.Of(Networks.Length);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_large_batch_computes_what_the_oracle_does(int index, InstructionSet instructions)
    {
        var network = Networks[index];
        var example = Example.Draw(network, Batch, seed: 3);
        using var one = Compiled.Value.Create(network, new NetworkOptions { BatchSize = Capacity, Threads = 1, InstructionSet = instructions, PoisonArena = true });
        using var two = Compiled.Value.Create(network, new NetworkOptions { BatchSize = Capacity, Threads = 2, InstructionSet = instructions });
        var trial = Trial.Run(one, example);
        trial.Check(example, new Closeness());
        trial.CheckSameBits(Trial.Run(two, example), "between 1 and 2 threads");
    }
}
