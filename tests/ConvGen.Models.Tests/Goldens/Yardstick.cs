namespace ConvGen.Tests.Goldens;

/// <summary>
/// What the difference of a parameter's gradient is measured with: the tensor's size, and how far PyTorch's own gradient in float is from its double one. A gradient that is zero
/// but for rounding (a shift that a batch normalisation behind it takes out again) has no size of its own: a tensor counts as having at least a hundredth of the largest
/// gradient in its layer. Gradients that double shows to be exactly zero are nothing but samples of rounding, and which is largest is luck: the worst of them stands for all.
/// </summary>
internal sealed class Yardstick
{
    private const double LeastOfLayer = 0.01;

    /// <summary>Of the layer's largest gradient: what double makes of zero is far below, what is not zero far above.</summary>
    private const double Zero = 1e-9;

    private readonly Dictionary<string, (double Scale, double Rounding)> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _zeros = new(StringComparer.Ordinal);

    /// <param name="expected">PyTorch's results; "float/" and a key is the distance of its own float gradient, if anybody measured it.</param>
    /// <param name="parameters">The trained parameters' keys.</param>
    public Yardstick(IReadOnlyDictionary<string, NamedTensor> expected, IEnumerable<string> parameters)
    {
        foreach (var layer in parameters.GroupBy(key => key[..key.LastIndexOf('.')]))
        {
            var sizes = layer.ToDictionary(key => key, key => Largest(expected["gradient/" + key].Values), StringComparer.Ordinal);
            var largest = sizes.Values.Max();
            _zeros.UnionWith(layer.Where(key => sizes[key] <= Zero * largest));
            foreach (var (key, size) in sizes)
                Add(expected, key, Math.Max(size, LeastOfLayer * largest));
        }

        Add(expected, "input", Largest(expected["gradient/input"].Values));
        var worst = _zeros.Select(Rounding).DefaultIfEmpty().Max();
        foreach (var key in _zeros)
            _tensors[key] = (Scale(key), worst);
    }

    /// <summary>The size that a difference is relative to.</summary>
    public double Scale(string key) => _tensors[key].Scale;

    /// <summary>PyTorch's own relative difference between float and double; zero, so that it excuses nothing, where nobody measured it.</summary>
    public double Rounding(string key) => _tensors[key].Rounding;

    /// <summary>True where double shows the gradient to be zero.</summary>
    public bool IsZero(string key) => _zeros.Contains(key);

    public static double Largest(float[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    private void Add(IReadOnlyDictionary<string, NamedTensor> expected, string key, double scale)
    {
        scale = Math.Max(scale, 1e-30);
        _tensors[key] = (scale, expected.TryGetValue("float/" + key, out var distance) ? distance.Values[0] / scale : 0);
    }
}
