using System.ComponentModel;

namespace ConvGen;

/// <summary>
/// A map, kept within a sweep, of which only some rows are there at a time while kernels go through it strip by strip: its place is filled from the beginning again and again.
/// </summary>
/// <param name="offset">Of its place, planned.</param>
/// <param name="strips">For each strip, the map's float that the place begins with, and how many from there on move to it before the strip.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class RollingMap(long offset, params (long Begin, long Moved)[] strips)
{
    internal int Strips => strips.Length;

    /// <summary>Moves what is still wanted to where the strip looks for it.</summary>
    /// <param name="sweep">The memory of the sweep, which takes one image along.</param>
    /// <param name="strip">From 0.</param>
    /// <param name="begin">Where the place begins; set to where it does for the strip.</param>
    internal void Roll(float* sweep, int strip, ref long begin)
    {
        var place = sweep + offset;
        var (next, moved) = strips[strip];
        if (moved > 0)
            Buffer.MemoryCopy(place + (next - begin), place, sizeof(float) * moved, sizeof(float) * moved);
        begin = next;
    }
}
