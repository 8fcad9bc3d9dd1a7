using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Goldens;

/// <summary>PyTorch's results, in one file or several, made by tests/goldens/make_goldens.py.</summary>
internal sealed class GoldenFile(params string[] names)
{
    private readonly Dictionary<string, NamedTensor> _tensors = names.SelectMany(name => Safetensors.Read(PathOf(name))).ToDictionary();

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "goldens", name + ".safetensors");

    public bool Has(string key) => _tensors.ContainsKey(key);

    public float[] Floats(string key) => _tensors[key].Values;

    public double[] Doubles(string key) => [.. Floats(key).Select(value => (double)value)];

    public int[] Ints(string key) => [.. Floats(key).Select(value => (int)value)];

    /// <summary>A tensor whose first dimension is the batch.</summary>
    public Tensor Tensor(string key, Extent extent) => Oracle.Tensor.Of(Floats(key), extent);

    public IEnumerable<string> Keys => _tensors.Keys;
}
