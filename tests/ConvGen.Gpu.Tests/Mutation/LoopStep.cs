namespace ConvGen.Tests.Gpu.Mutation;

/// <summary>A loop's step in memory, and how often it is taken.</summary>
/// <param name="Step">0 where the loop moves nothing.</param>
/// <param name="Extent">How often.</param>
/// <param name="Other">How often instead.</param>
/// <param name="OtherStep">And how far, where that is known.</param>
internal readonly record struct LoopStep(int Step, int Extent, int Other, int OtherStep = 0)
{
    /// <summary>
    /// Steps for the other extents. A loop that begins where the ones inside it end does so again; where there is room between, there is <paramref name="room"/> more. Null where
    /// loops come to the same place twice.
    /// </summary>
    public static int[]? Spread(IReadOnlyList<LoopStep> loops, int room)
    {
        var steps = new int[loops.Count];
        var (end, other) = (1, 1);
        foreach (var i in Enumerable.Range(0, loops.Count).Where(i => loops[i].Step != 0).OrderBy(i => Math.Abs(loops[i].Step)).ThenBy(i => loops[i].Extent))
        {
            var (step, extent, wanted) = (Math.Abs(loops[i].Step), loops[i].Extent, loops[i].Other);
            var isTaken = extent > 1 || wanted > 1;
            if (step < end && isTaken)
                return null;
            steps[i] = step < end ? step : other + (step - end) + (step > end ? room : 0);
            if (isTaken)
                (end, other) = (step * extent, steps[i] * wanted);
            steps[i] *= Math.Sign(loops[i].Step);
        }

        return steps;
    }

    /// <summary>How far the farthest place is from the first.</summary>
    public static int Reach(IEnumerable<int> steps, IEnumerable<int> extents) => steps.Zip(extents, (step, extent) => Math.Max(step, 0) * (extent - 1)).Sum();
}
