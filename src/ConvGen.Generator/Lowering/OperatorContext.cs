using System.Collections.Generic;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>A parameter as kernels see it: its place in the flat regions.</summary>
/// <param name="Values">In the parameter region.</param>
/// <param name="Gradients">The same floats in the gradient region.</param>
internal sealed record ParameterPlace(Region Values, Region Gradients);

/// <summary>What an operator's forward lowering works with.</summary>
internal sealed class ForwardContext(
    string name, int layer, bool training, IReadOnlyList<Tensor> inputs, Tensor output, IReadOnlyDictionary<string, ParameterPlace> parameters, SavedRegions saved, KernelList kernels)
{
    /// <summary>The node's name, for kernels' names.</summary>
    public string Name { get; } = name;

    /// <summary>The layer's number: part of a dropout mask's key.</summary>
    public int Layer { get; } = layer;

    public bool Training { get; } = training;

    public Tensor Input => inputs[0];

    public IReadOnlyList<Tensor> Inputs => inputs;

    public Tensor Output { get; } = output;

    public KernelList Kernels { get; } = kernels;

    /// <summary>What the forward pass leaves for the gradient.</summary>
    public SavedRegions Saved { get; } = saved;

    public ParameterPlace Parameter(string key) => parameters[key];
}

/// <summary>
/// What an operator's gradient lowering works with. Parameter gradients are zeros that are added to, or written whole; an operand's gradient is written, never added to, by kernels that
/// go to its list. Where a tensor feeds several operators, the sum is not the operators' business.
/// </summary>
internal sealed class GradientContext(
    string name, int layer, IReadOnlyList<Tensor> inputs, Tensor output, Tensor outputGradient, IReadOnlyList<OperandGradient> gradients,
    IReadOnlyDictionary<string, ParameterPlace> parameters, SavedRegions saved, KernelList parameterKernels)
{
    public string Name { get; } = name;

    public int Layer { get; } = layer;

    public Tensor Input => inputs[0];

    public IReadOnlyList<Tensor> Inputs => inputs;

    public Tensor Output { get; } = output;

    public Tensor OutputGradient { get; } = outputGradient;

    /// <summary>What the forward pass left.</summary>
    public SavedRegions Saved { get; } = saved;

    /// <summary>Where each operand's gradient goes, and by which kernels.</summary>
    public IReadOnlyList<OperandGradient> Gradients => gradients;

    /// <summary>The first operand's. May be the very tensor of <see cref="OutputGradient"/>, where the operator works in place.</summary>
    public Tensor InputGradient => gradients[0].Tensor;

    /// <summary>For kernels on the way to parameters' gradients, and for what must see the parameters as this pass found them.</summary>
    public KernelList ParameterKernels { get; } = parameterKernels;

    /// <summary>For kernels that make the first operand's gradient; run only where somebody wants it.</summary>
    public KernelList InputKernels => gradients[0].Kernels;

    public ParameterPlace Parameter(string key) => parameters[key];

    /// <summary>A parameter's values as this pass found them: a copy where the first operand's gradient may be asked for after an optimiser's step.</summary>
    public Region Kept(string key)
    {
        var values = Parameter(key).Values;
        if (InputKernels == ParameterKernels)
            return values;
        var name = $"{Name} input gradient {key}s";
        var copy = new Region(name, Space.Fixed, (values.Floats + 15) / 16 * 16);
        ParameterKernels.Add(new Move(name, [new("float", values.Floats)], values, 0, [1], copy, 0, [1]));
        return copy;
    }
}

/// <summary>An operand's gradient to be written.</summary>
/// <param name="Tensor">Where; only the first operand's may lie over the result's gradient.</param>
/// <param name="Kernels">For the kernels that write it; run only where somebody wants it.</param>
internal readonly record struct OperandGradient(Tensor Tensor, KernelList Kernels);

/// <summary>Kernels in order, and the tensors they allocate on the way.</summary>
internal sealed class KernelList
{
    private readonly List<Kernel> _kernels = [];

    public IReadOnlyList<Kernel> Kernels => _kernels;

    public void Add(Kernel kernel) => _kernels.Add(kernel);

    /// <summary>Zeroes the halo of a tensor that is about to be written: memory is shared, so zeros don't last. A slice's is cleared with the whole.</summary>
    public void ClearHalo(string name, Tensor tensor)
    {
        var (halo, row) = (tensor.Halo, tensor.RowStep);
        if (halo.IsEmpty || tensor.IsSlice)
            return;
        var (left, right) = (halo.Left * tensor.Lanes, halo.Right * tensor.Lanes);
        Add(new Surround(name + " halo", tensor.Region, tensor.Height, (halo.Top * row) + left, tensor.Width * tensor.Lanes, left + right, right + (halo.Bottom * row)));
    }

    /// <summary>Zeroes a whole tensor of every image, lanes past the channels and halo included.</summary>
    public void Clear(string name, Tensor tensor) =>
        Add(new Move(name, [Loop.Batch, new("fill", tensor.Region.Floats)], null, 0, [], tensor.Region, 0, [tensor.Region.Floats, 1]));

    /// <summary>The tensor itself where its halo is wide enough, else a copy with the halo wanted.</summary>
    public Tensor WithHalo(string name, Tensor tensor, Halo halo)
    {
        if (tensor.Halo.Contains(halo))
            return tensor;
        var wide = tensor with { Halo = halo, Whole = 0, First = 0, Region = Tensor.RegionFor(tensor.Region.Name + " padded", tensor.Map, tensor.Lanes, halo) };
        ClearHalo(name, wide);
        Add(new Move(
            name + " pad", [Loop.Batch, new("row", tensor.Height), new("column", tensor.Width), new("lane", tensor.Lanes)],
            tensor.Region, tensor.Offset, [tensor.ImageStep, tensor.RowStep, tensor.PixelStep, 1], wide.Region, wide.Offset, [wide.ImageStep, wide.RowStep, wide.PixelStep, 1]));
        return wide;
    }

    /// <summary>Copies a tensor to another that is laid out differently but has as many values in the same public order, or the same map.</summary>
    public void Copy(string name, Tensor from, Tensor to)
    {
        if (from.Map == to.Map && from.Flattened == to.Flattened && from.Lanes == to.Lanes)
        {
            Add(new Pointwise(name, to.Height, to.Width, to.Lanes, [from.Grid], to.Grid, new Load(0), to.Index));
            return;
        }

        // One of the two is a plain vector in channels-first order; the loops are those of the other, the map.
        var (map, plain) = from.Flattened ? (from, to) : (to, from);
        var index = map.Index;
        IReadOnlyList<int> mapSteps = [map.ImageStep, map.RowStep, map.PixelStep, 1], plainSteps = [plain.ImageStep, index.Row, index.Pixel, index.Lane];
        if (to.Lanes != to.Channels)
            Clear(name + " clear", to);
        Add(new Move(
            name, [Loop.Batch, new("row", map.Height), new("column", map.Width), new("channel", map.Channels)],
            from.Region, from.Offset, from == map ? mapSteps : plainSteps, to.Region, to.Offset, to == map ? mapSteps : plainSteps));
    }
}
