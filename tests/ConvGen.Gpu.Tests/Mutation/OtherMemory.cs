using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>The regions of a form at other sizes.</summary>
/// <param name="room">Floats by which what lies apart lies further apart.</param>
internal class OtherMemory(int room)
{
    private const int Line = 16;

    private readonly Dictionary<Grid, (int Row, int Pixel, int Lane)> _steps = [];
    private readonly Dictionary<Region, (int Old, int Now)> _ends = [];
    private readonly Dictionary<Region, Region> _regions = [];

    /// <summary>Lays grids out anew; false where there is no such layout.</summary>
    public bool Plan(IEnumerable<Grid> grids, GridExtents old, GridExtents now)
    {
        foreach (var grid in grids)
        {
            if (grid.ImageStep != 0 && grid.ImageStep != grid.Region.Floats)
                return false;
            var (lanes, others) = HasRoom(grid.Region) ? (Packing.Pad(old.Lanes), Packing.Pad(now.Lanes)) : (old.Lanes, now.Lanes);
            List<LoopStep> loops = [new(grid.RowStep, old.Height, now.Height), new(grid.PixelStep, old.Width, now.Width), new(grid.LaneStep, lanes, others)];
            if (LoopStep.Spread(loops, room) is not { } steps)
                return false;
            _steps[grid] = (steps[0], steps[1], steps[2]);
            Reserve(grid.Region, End(loops.Select(loop => loop.Step), loop => loop.Extent), End(steps, loop => loop.Other));

            int End(IEnumerable<int> steps, Func<LoopStep, int> extent) => grid.Offset + LoopStep.Reach(steps, loops.Select(extent)) + 1;
        }

        return true;
    }

    /// <summary>Makes room for what the loops of a copy go through, image by image where the first loop is theirs; null where images are not the region's.</summary>
    public (int Offset, int[] Steps)? Plan(Region region, int offset, IReadOnlyList<LoopStep> loops, bool overImages)
    {
        // Of the caller's tensor nobody says how long it is.
        var isOpen = region.Floats == int.MaxValue;
        if (overImages && !isOpen && loops[0].Step != region.Floats)
            return null;

        // A step back begins at the end.
        List<LoopStep> inner = [.. loops.Skip(overImages ? 1 : 0)];
        var start = offset - LoopStep.Reach(inner.Select(loop => -loop.Step), inner.Select(loop => loop.Extent));
        var other = start + LoopStep.Reach(inner.Select(loop => -loop.OtherStep), inner.Select(loop => loop.Other));
        var end = other + LoopStep.Reach(inner.Select(loop => loop.OtherStep), inner.Select(loop => loop.Other)) + 1;
        if (start < 0)
            return null;
        Reserve(region, offset + LoopStep.Reach(inner.Select(loop => loop.Step), inner.Select(loop => loop.Extent)) + 1, end);
        return (other, [.. loops.Select((loop, i) => !overImages || i > 0 ? loop.OtherStep : isOpen ? Math.Max(end - other, loop.OtherStep) : Of(region).Floats)]);
    }

    public Grid Of(Grid grid)
    {
        var (region, (row, pixel, lane)) = (Of(grid.Region), _steps[grid]);
        return new Grid(region, grid.Offset, grid.ImageStep == 0 ? 0 : region.Floats, row, pixel, lane);
    }

    public Region Of(Region region)
    {
        if (_regions.TryGetValue(region, out var known))
            return known;
        var (old, now) = _ends[region];
        return _regions[region] = region.Floats == int.MaxValue ? region : Copy(region, HasRoom(region) ? Lines(now) + Math.Max(0, region.Floats - Lines(old)) + room : now + region.Floats - old);
    }

    public static Region Copy(Region region, int floats) => new(region.Name, region.Space, floats) { Offset = region.Offset };

    /// <summary>Sees to it that a region is as long as what lies in it.</summary>
    protected void Reserve(Region region, int old, int now)
    {
        var (before, after) = _ends.GetValueOrDefault(region);
        _ends[region] = (Math.Max(before, old), Math.Max(after, now));
    }

    private static int Lines(int floats) => (floats + Line - 1) / Line * Line;

    /// <summary>True where padding lanes are memory of the region.</summary>
    private static bool HasRoom(Region region) => region.IsPlanned || region.Space is Space.Parameters or Space.Gradients;
}
