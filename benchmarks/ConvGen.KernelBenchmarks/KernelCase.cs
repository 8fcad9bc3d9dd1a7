namespace ConvGen.KernelBenchmarks;

/// <summary>A layer, as a network of its own, on one thread and one image.</summary>
public sealed class KernelCase
{
    private readonly string _name;
    private readonly Func<NetworkOptions, INetwork> _create;

    private KernelCase(string name, Func<NetworkOptions, INetwork> create) => (_name, _create) = (name, create);

    /// <summary>All layers that are measured.</summary>
    public static IEnumerable<KernelCase> All { get; } =
    [
        new("3x3 64 at 56x56", options => new Stage1(options)),
        new("3x3 64 at 56x56, no Winograd", options => new Stage1Direct(options)),
        new("3x3 128 at 28x28", options => new Stage2(options)),
        new("3x3 256 at 14x14", options => new Stage3(options)),
        new("3x3 512 at 7x7", options => new Stage4(options)),
        new("1x1 256 to 64 at 56x56", options => new PointwiseLarge(options)),
        new("1x1 512 to 2048 at 7x7", options => new PointwiseSmall(options)),
        new("7x7/2 3 to 64 at 224x224", options => new Stem(options)),
        new("depthwise 3x3 144 at 56x56", options => new Depthwise(options)),
        new("LeNet-5 conv1", options => new LeNetConv1(options)),
        new("LeNet-5 conv2", options => new LeNetConv2(options)),
        new("max pool 2x2 64 at 112x112", options => new MaxPool(options)),
        new("dense 4096 to 4096", options => new Dense4096(options)),
    ];

    /// <summary>A network that may keep a profile.</summary>
    internal INetwork Create(ExecutionProfile? profile = null) => _create(new NetworkOptions { BatchSize = 1, Threads = 1, Seed = 1, Profile = profile });

    /// <inheritdoc/>
    public override string ToString() => _name;
}
