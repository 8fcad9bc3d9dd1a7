using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Goldens;

/// <summary>A file of PyTorch's results, made by tests/goldens/make_goldens.py.</summary>
internal sealed class GoldenFile(string name)
{
    private readonly IReadOnlyDictionary<string, NamedTensor> _tensors = Safetensors.Read(PathOf(name));

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "goldens", name + ".safetensors");

    public bool Has(string key) => _tensors.ContainsKey(key);

    public float[] Floats(string key) => _tensors[key].Values;

    public double[] Doubles(string key) => [.. Floats(key).Select(value => (double)value)];

    public int[] Ints(string key) => [.. Floats(key).Select(value => (int)value)];

    /// <summary>A tensor whose first dimension is the batch.</summary>
    public Tensor Tensor(string key, Extent extent) => Oracle.Tensor.Of(Floats(key), extent);

    public IEnumerable<string> Keys => _tensors.Keys;
}
