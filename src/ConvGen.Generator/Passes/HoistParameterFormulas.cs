using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Takes formulas over parameters alone, computed once a batch, to the front of their segment. Between kernels over images they would end a sweep, and
/// stand between a contraction and the pointwise kernel that it could finish with.
/// <code>
/// before: y = a·b;  s = γ / √(σ² + ε);  y = y·s
/// after:  s = γ / √(σ² + ε);  y = a·b;  y = y·s
/// </code>
/// </summary>
internal static class HoistParameterFormulas
{
    public static KernelProgram Run(KernelProgram program) => program.With([.. program.Segments.Select(Hoist)]);

    private static Segment Hoist(Segment segment)
    {
        var (front, rest) = (new List<Kernel>(), new List<Kernel>());
        var (made, read, written) = (new HashSet<Region>(), new HashSet<Region>(), new HashSet<Region>());
        foreach (var kernel in segment.Kernels)
        {
            // Nothing that stays behind may write what the formula reads, or touch what it writes.
            if (kernel is Pointwise { PerImage: false } && kernel.Reads.All(region => (region.Space == Space.Parameters || made.Contains(region)) && !written.Contains(region))
                && kernel.Writes.All(region => !read.Contains(region) && !written.Contains(region)))
            {
                front.Add(kernel);
                made.UnionWith(kernel.Writes);
            }
            else
            {
                rest.Add(kernel);
                read.UnionWith(kernel.Reads);
                written.UnionWith(kernel.Writes);
            }
        }

        return segment with { Kernels = [.. front, .. rest] };
    }
}
