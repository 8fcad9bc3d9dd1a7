using System.Collections;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ConvGen;

/// <summary>
/// All parameters of a network, in declaration order. They lie in one flat buffer, their gradients in another of the same layout, so that an
/// optimiser is one loop and an all-reduce one call. Running averages of normalisation layers are among them, under PyTorch's keys: they are saved and loaded
/// like the rest, but training passes update them instead of optimisers, inference leaves them alone, their gradients are zeros, and counts leave them out.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The network owns the parameters and releases them; users must not.")]
public sealed class Parameters : IReadOnlyList<Parameter>
{
    private readonly Parameter[] _parameters;
    private readonly Dictionary<string, Parameter> _byName;
    private readonly NativeBuffer<float> _values;
    private readonly Lock _drawing = new();
    private readonly int _seed;
    private NativeBuffer<float>? _gradients;
    private volatile bool _drawn;
    private bool _disposed;

    internal Parameters(NetworkDescription description, int seed)
    {
        _seed = seed;
        _parameters = [.. description.Parameters.Select(p => new Parameter(this, p))];
        _byName = _parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var p in description.Parameters)
        {
            if (p.Offset < 0 || p.Offset + (long)p.Packing.PackedLength > description.Memory.Parameters)
                throw new ArgumentException($"Parameter '{p.Name}' ends at {p.Offset + (long)p.Packing.PackedLength}, behind the {description.Memory.Parameters} planned floats.", nameof(description));
        }

        ElementCount = description.ParameterCount;
        TrainableRanges = ParameterRanges.Merge(description.Parameters, p => p.Trainable && p.IsLearned);
        TrainableVectorRanges = ParameterRanges.Merge(description.Parameters, p => p.Trainable && p.IsLearned && p.Shape.Count == 1);
        _values = new NativeBuffer<float>(description.Memory.Parameters, $"parameter buffer of {description.Name}");
    }

    /// <summary>Number of parameter tensors; <see cref="ElementCount"/> is the number of their elements.</summary>
    public int Count => _parameters.Length;

    /// <summary>Number of elements of all tensors, as published counts have them: frozen parameters included, without padding lanes and running averages.</summary>
    public long ElementCount { get; }

    /// <summary>
    /// Every parameter in the compiler's own layout, padding lanes included; the lanes are zero and must stay zero. Valid until the network is disposed.
    /// The span may be kept and written to at any time: once it was asked for, every pass makes anew what else is made once after a change of parameters (folded
    /// normalisation, repacked weights). <see cref="Parameter.GetValues()"/> and <see cref="Parameter.SetValues"/> cost later passes nothing.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    public Span<float> Values
    {
        get
        {
            var values = Stored;
            AreHandedOut = true;
            return values;
        }
    }

    /// <summary>The gradients of the last backward pass, laid out as <see cref="Values"/>; zeros before the first. Valid until the network is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The network was disposed.</exception>
    public Span<float> Gradients
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (Mirror is { GradientsAreNewer: true })
                Mirror.BringGradients(GradientBuffer.Span);
            return GradientBuffer.Span;
        }
    }

    /// <summary>The ranges of <see cref="Values"/> that optimisers may change: ascending, neighbours merged.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public IReadOnlyList<Range> TrainableRanges { get; }

    /// <summary>The part of <see cref="TrainableRanges"/> that belongs to one-dimensional parameters (biases, scales), which are often not decayed.</summary>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public IReadOnlyList<Range> TrainableVectorRanges { get; }

    /// <summary>The parameter at a position in declaration order.</summary>
    public Parameter this[int index] => _parameters[index];

    /// <summary>The parameter of a name, for example <c>conv1.weight</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the nearest names.</exception>
    public Parameter this[string name] => _byName.TryGetValue(name, out var parameter)
        ? parameter
        : throw new KeyNotFoundException($"There is no parameter '{name}'. {NearestNames.Sentence(name, _parameters.Select(p => p.Name))}");

    /// <summary>Whether there is a parameter of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Parameter? parameter) => _byName.TryGetValue(name, out parameter);

    /// <inheritdoc/>
    public IEnumerator<Parameter> GetEnumerator() => ((IEnumerable<Parameter>)_parameters).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal unsafe float* ValuesPointer
    {
        get
        {
            Draw();
            return _values.Pointer;
        }
    }

    /// <summary><see cref="Values"/> for reading.</summary>
    internal ReadOnlySpan<float> Packed => Stored;

    /// <summary>The device that passes run on, where it is not the processor.</summary>
    internal IParameterMirror? Mirror { get; set; }

    /// <summary>Floats of <see cref="Values"/>.</summary>
    internal int PackedLength => checked((int)_values.Length);

    /// <summary>True once somebody outside may write without a version's changing.</summary>
    internal bool AreHandedOut { get; private set; }

    /// <summary>Counts the changes of any parameter.</summary>
    internal long Version { get; private set; }

    /// <summary>Counts the changes of parameters that training leaves alone: neither trainable nor moved by training passes.</summary>
    internal long FrozenVersion { get; private set; }

    private Span<float> Stored
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Draw();
            if (Mirror is { ValuesAreNewer: true })
                Mirror.BringValues(_values.Span);
            return _values.Span;
        }
    }

    /// <summary><see cref="Values"/> to be written before the next pass, any of them.</summary>
    internal Span<float> Change()
    {
        FrozenVersion++;
        return ChangeTrained();
    }

    /// <summary>The same, to be written within <see cref="TrainableRanges"/>, or by a training pass where it moves running averages.</summary>
    internal Span<float> ChangeTrained()
    {
        Version++;
        return Stored;
    }

    /// <summary>
    /// Replaces all values by what <paramref name="write"/> leaves in a span laid out as <see cref="Values"/>; where it throws, nothing has changed. Before anybody has
    /// seen the first values they are written in their place; later beside it, and copied over at the very end.
    /// </summary>
    internal void Replace(WriteValues write)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_drawn)
        {
            using var staging = new NativeBuffer<float>(_values.Length, "weight staging buffer");
            write(staging.Span);
            staging.Span.CopyTo(Change());
            return;
        }

        _values.Touch();
        write(_values.Span);
        _drawn = true;
        Change();
    }

    /// <summary>Writes a parameter into its place among the first values.</summary>
    internal void DrawInto(ParameterDescription parameter, ReadOnlySpan<float> values) =>
        parameter.Packing.Pack(values, _values.Span.Slice(parameter.Offset, parameter.Packing.PackedLength));

    /// <summary>
    /// Draws the first values when they are first wanted. They are a function of the seed alone, so nobody sees when that was; and who loads weights waits for
    /// none and has no second copy.
    /// </summary>
    private void Draw()
    {
        if (_drawn)
            return;
        lock (_drawing)
        {
            if (_drawn)
                return;
            _values.Touch();
            Initializers.Initialize(this, _seed);
            _drawn = true;
        }
    }

    internal NativeBuffer<float> GradientBuffer => _gradients ??= new NativeBuffer<float>(_values.Length, "gradient buffer");

    internal void Release()
    {
        _disposed = true;
        _values.Dispose();
        _gradients?.Dispose();
    }
}

/// <summary>Writes all parameters of a network in the compiler's layout.</summary>
internal delegate void WriteValues(Span<float> values);
