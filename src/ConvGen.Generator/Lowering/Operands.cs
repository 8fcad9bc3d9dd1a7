using System.Collections.Generic;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Lowering;

/// <summary>Collects what a kernel reads, sums and writes while its formulas are written: each grid is loaded once, under the number it got.</summary>
internal sealed class Operands
{
    private readonly List<Grid> _inputs = [];
    private readonly List<Expression> _sums = [];
    private readonly List<Result> _results = [];

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<Grid> Inputs => _inputs;

    /// <summary>What is summed over pixels or images.</summary>
    public IReadOnlyList<Expression> Sums => _sums;

    /// <summary>What is written.</summary>
    public IReadOnlyList<Result> Results => _results;

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

    /// <summary>The sum of a formula, for the results of a kernel that sums.</summary>
    public Expression Sum(Expression term)
    {
        _sums.Add(term);
        return new Total(_sums.Count - 1);
    }

    /// <summary>Writes a formula to the grid; gives what was written, for the results that follow.</summary>
    public Expression Write(Grid grid, Expression body)
    {
        _results.Add(new Result(grid, body));
        return new ResultOf(_results.Count - 1);
    }

    /// <summary>The same to the region's vector.</summary>
    public Expression Write(Region region, Expression body) => Write(Grid.Vector(region), body);
}
