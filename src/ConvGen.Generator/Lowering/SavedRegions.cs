using System;
using System.Collections.Generic;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>
/// Regions in which a node's forward kernels keep something for its gradient beside operands and result: statistics, and what was made of them.
/// Whoever asks first makes them; the other finds the same ones by name.
/// </summary>
internal sealed class SavedRegions(string node)
{
    private readonly Dictionary<string, Region> _regions = new(StringComparer.Ordinal);

    /// <summary>One vector of <paramref name="lanes"/> numbers for the whole batch.</summary>
    public Region Vector(string name, int lanes) => Of(name, Space.Fixed, lanes);

    /// <summary>One vector of <paramref name="lanes"/> numbers for each image.</summary>
    public Region VectorPerImage(string name, int lanes) => Of(name, Space.PerImage, lanes);

    /// <summary>A tensor laid out as <paramref name="tensor"/> is, without its halo.</summary>
    public Tensor Like(string name, Tensor tensor)
    {
        var like = tensor.Fresh(node + " " + name);
        return like with { Region = Of(name, Space.PerImage, like.Region.Floats) };
    }

    private Region Of(string name, Space space, int floats)
    {
        if (!_regions.TryGetValue(name, out var region))
            _regions[name] = region = new Region(node + " " + name, space, checked((floats + 15) / 16 * 16));
        return region;
    }
}
