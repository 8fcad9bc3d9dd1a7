using System.Collections.Generic;

namespace ConvGen.Generator.Program;

/// <summary>Lays images side by side, or takes them apart again.</summary>
/// <param name="Source">What is read.</param>
/// <param name="Target">What is written.</param>
/// <param name="Image">From image to image, in floats, where each lies by itself.</param>
/// <param name="Offset">The first float there, and the first of the group's where they lie side by side.</param>
/// <param name="Row">From one run of neighbours to the next: there, and where they lie side by side.</param>
/// <param name="Rows">Runs of neighbours.</param>
/// <param name="Run">Numbers of a run, at least eight.</param>
/// <param name="TakesApart">True for the way back.</param>
/// <param name="Repeats">True where the last image stands in the places of those that a group lacks: they get values then that other images have, too. Else zeros do, which as gradients change no sum.</param>
/// <param name="Channels">Of a run that is taken apart, where the others are padding and become zeros; 0 where there is none.</param>
internal sealed record Interleave(
    string Name, Region Source, Region Target, int Image, (int Apart, long Together) Offset, (int Apart, long Together) Row, int Rows, int Run, bool TakesApart, bool Repeats, int Channels)
    : Kernel(Name)
{
    public override IEnumerable<Region> Reads => [Source];

    public override IEnumerable<Region> Writes => [Target];

    public override int ItemsPerImage => 1;

    public override long CostPerItem => (long)Interleaved.Images * Rows * Run;

    /// <summary>The region whose images lie side by side.</summary>
    public Region Together => TakesApart ? Source : Target;

    /// <summary>Whole maps, zeros around them included: pixel by pixel, or all in one where a pixel is one number.</summary>
    public static Interleave Of(Region apart, Region together, bool takesApart, bool repeats)
    {
        var (floats, places) = (together.PixelFloats, together.PixelPlaces);
        var (name, padded) = (apart.Name + (takesApart ? " apart" : " side by side"), takesApart && places < floats ? places : 0);
        var (source, target) = takesApart ? (together, apart) : (apart, together);
        return floats == places
            ? new Interleave(name, source, target, apart.Floats, default, default, 1, apart.Floats, takesApart, repeats, 0)
            : new Interleave(name, source, target, apart.Floats, default, (floats, SideBySide.Place(together, floats)), apart.Floats / floats, floats, takesApart, repeats, padded);
    }

    /// <summary>A copy of the caller's images that lays them side by side on the way; null where rows of one do not stay rows of neighbours.</summary>
    public static Interleave? Of(Move copy, Region together)
    {
        if (copy is not { Source: { } source, OverImages: true } || copy.TargetSteps[0] != copy.Target.Floats || together.PixelFloats != together.PixelPlaces)
            return null;
        var loops = new List<(int Extent, int Source, int Target)>();
        for (var i = copy.Loops.Count - 1; i > 0; i--)
        {
            var loop = (copy.Loops[i].Extent, Source: copy.SourceSteps[i], Target: copy.TargetSteps[i]);
            if (loop.Extent == 1)
                continue;
            if (loops.Count > 0 && loops[loops.Count - 1] is var inner && loop.Source == inner.Extent * inner.Source && loop.Target == inner.Extent * inner.Target)
                loops[loops.Count - 1] = inner with { Extent = inner.Extent * loop.Extent };
            else
                loops.Add(loop);
        }

        if (loops.Count is 0 or > 2 || loops[0] is not { Source: 1, Target: 1, Extent: >= Packing.Half })
            return null;
        var rows = loops.Count == 2 ? loops[1] : (Extent: 1, Source: 0, Target: 0);
        return new Interleave(
            copy.Name, source, together, copy.SourceSteps[0], (copy.SourceOffset, SideBySide.Place(together, copy.TargetOffset)), (rows.Source, SideBySide.Place(together, rows.Target)), rows.Extent, loops[0].Extent, false, true, 0);
    }
}
