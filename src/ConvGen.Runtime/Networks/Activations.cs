namespace ConvGen;

/// <summary>
/// A tensor of the last pass: an output, an inner tensor that a property names, or an input's gradient. The object is the same for every pass.
/// Where the network keeps the tensor as users see it, <see cref="Values"/> is that memory; else the values are copied when first read after a pass.
/// </summary>
public sealed class Activations
{
    private readonly NetworkCore _network;
    private readonly int _imageLength;
    private int[] _shape;

    internal Activations(NetworkCore network, int view, string name, IReadOnlyList<int> imageShape)
    {
        _network = network;
        View = view;
        Name = name;
        _shape = [0, .. imageShape];
        _imageLength = imageShape.Aggregate(1, (product, extent) => checked(product * extent));
    }

    /// <summary>The tensor's name: the property's or layer's.</summary>
    public string Name { get; }

    /// <summary>Batch, height, width, channels; or batch, features. A new array whenever the batch differs, so it may be kept.</summary>
    /// <exception cref="InvalidOperationException">No pass has produced the tensor.</exception>
    public int[] Shape
    {
        get
        {
            var batch = _network.BatchOf(this);
            if (_shape[0] != batch)
            {
                var shape = (int[])_shape.Clone();
                shape[0] = batch;
                _shape = shape;
            }

            return _shape;
        }
    }

    /// <summary>Number of values: the product of <see cref="Shape"/>.</summary>
    /// <exception cref="InvalidOperationException">No pass has produced the tensor.</exception>
    public int Length => checked(_network.BatchOf(this) * _imageLength);

    /// <summary>The values, dense, in N,H,W,C order. The span's contents are undefined once another pass begins, and it is invalid once the network is disposed.</summary>
    /// <exception cref="InvalidOperationException">No pass has produced the tensor.</exception>
    public ReadOnlySpan<float> Values => _network.Fetch(this);

    /// <summary>The value at a flat index into <see cref="Values"/>.</summary>
    public float this[int index] => Values[index];

    /// <summary>A copy of <see cref="Values"/>, to keep beyond the next pass.</summary>
    public float[] ToArray() => Values.ToArray();

    /// <summary>The same as <see cref="Values"/>.</summary>
    public static implicit operator ReadOnlySpan<float>(Activations activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        return activations.Values;
    }

    internal int View { get; }

    internal int ImageLength => _imageLength;

    /// <summary>Room for a full batch, where the tensor must be copied; the network allocates it when the tensor is first read, and frees it.</summary>
    internal NativeBuffer<float>? Buffer { get; set; }

    /// <summary>The pass whose values <see cref="Buffer"/> holds.</summary>
    internal long FetchedPass { get; set; } = -1;
}
