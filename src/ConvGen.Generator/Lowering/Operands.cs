using System.Collections.Generic;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>Collects the operands of a formula while it is written: each grid is loaded once, under the number it got.</summary>
internal sealed class Operands
{
    private readonly List<Grid> _inputs = [];

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<Grid> Inputs => _inputs;

    /// <summary>The grid's element at the same index.</summary>
    public Expression this[Grid grid]
    {
        get
        {
            var known = _inputs.IndexOf(grid);
            if (known >= 0)
                return new Load(known);
            _inputs.Add(grid);
            return new Load(_inputs.Count - 1);
        }
    }

    /// <summary>The element of the region's vector, one for each image or one for all.</summary>
    public Expression this[Region region] => this[Grid.Vector(region)];
}
