using BenchmarkDotNet.Attributes;

namespace ConvGen.KernelBenchmarks;

/// <summary>One pass of one layer, in time, operations a second and shares of the processor's peak.</summary>
public abstract class LayerBenchmark : IDisposable
{
    private const int ProfiledPasses = 30;

    private INetwork? _network;
    private float[] _images = [];

    /// <summary>The layer.</summary>
    [ParamsSource(nameof(Layers))]
    public KernelCase? Layer { get; set; }

    /// <summary>All of them.</summary>
    public static IEnumerable<KernelCase> Layers => KernelCase.All;

    /// <summary>Numbers between −½ and ½, as long as an output of one image.</summary>
    protected float[] Outputs { get; private set; } = [];

    /// <summary>The class's name: what measures derives from it.</summary>
    protected abstract string Pass { get; }

    /// <summary>Makes the network; measures what the columns need.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _network = Layer!.Create();
        _images = Numbers(_network.Description.Inputs);
        Outputs = Numbers(_network.Description.Outputs);

        var profile = new ExecutionProfile();
        using var profiled = Layer.Create(profile);
        Run(profiled, _images);
        for (var i = 0; i < ProfiledPasses; i++)
        {
            profile.Reset();
            Run(profiled, _images);
            PassFigures.Add(Pass, Layer.ToString(), PassFigures.Of(profile.Entries, Counts));
        }
    }

    /// <summary>Frees the network.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _network?.Dispose();
        _network = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>The pass on the measured network.</summary>
    protected void Run() => Run(_network!, _images);

    /// <summary>True for kernels whose share of the peak has a column of its own.</summary>
    protected virtual bool Counts(ProfileEntry kernel) => true;

    /// <summary>The pass.</summary>
    protected abstract void Run(INetwork network, float[] images);

    private static float[] Numbers(IEnumerable<TensorDescription> tensors)
    {
        var random = new Random(1);
        var numbers = new float[tensors.Sum(tensor => tensor.Shape.Aggregate(1, (product, extent) => product * extent))];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = random.NextSingle() - 0.5f;
        return numbers;
    }
}
