using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Takes what depends on parameters alone out of the passes: it runs once after they have changed, into memory of its own. Between kernels over images it would
/// also end a sweep, and stand between a contraction and the pointwise kernel that it could finish with.
/// <code>
/// before: Forward: y = a·b;  s = γ / √(σ² + ε);  y = y·s
/// after:  Prepare: s = γ / √(σ² + ε)    Forward: y = a·b;  y = y·s
/// </code>
/// Parameters that the program's own steps change (trained ones and running averages in training) would be prepared anew for each of them, and all at once,
/// where the arena needs room for one layer's at a time: what is made of those stays where it is (docs/decisions/0013).
/// </summary>
internal static class PrepareParameters
{
    /// <summary>Segments that run in every pass. What only an input's gradient needs is not prepared for those who never ask.</summary>
    private static readonly string[] _sources = [LowerNetwork.Forward, LowerNetwork.Backward];

    public static LoweredNetwork Run(LoweredNetwork network) => network with
    {
        Inference = Run(network.Inference, []),
        Training = Run(network.Training, network.Parameters.Trained),
    };

    /// <summary>May run again after a pass that made more of the kind: what is prepared already stays, and what depends on it may follow.</summary>
    /// <param name="program">With its segments in the order in which they run.</param>
    /// <param name="trained">Parameters that steps between the program's passes change.</param>
    public static KernelProgram Run(KernelProgram program, IEnumerable<Region> trained)
    {
        var changing = new HashSet<Region>(trained.Concat(program.Kernels.SelectMany(kernel => kernel.Writes)));
        HashSet<Region> made = [.. program.Kernels.SelectMany(kernel => kernel.Writes).Where(region => region.Space == Space.Fixed)];
        int before;
        do
        {
            before = made.Count;
            foreach (var segment in program.Segments)
                foreach (var kernel in segment.Kernels)
                    if (!_sources.Contains(segment.Name) || !MayMove(kernel, made, changing))
                        made.ExceptWith(kernel.Writes);
            DropRewritten(program, made);
        }
        while (made.Count < before);
        if (made.Count == 0)
            return program;

        foreach (var region in made)
            region.Prepare();
        var prepared = program.Find(LowerNetwork.Prepare)?.Kernels ?? [];
        return program.With([
            new Segment(LowerNetwork.Prepare, [.. prepared, .. program.Kernels.Where(kernel => Moves(kernel, made))]),
            .. program.Segments.Where(segment => segment.Name != LowerNetwork.Prepare).Select(segment => segment with { Kernels = [.. segment.Kernels.Where(kernel => !Moves(kernel, made))] }),
        ]);
    }

    private static bool Moves(Kernel kernel, HashSet<Region> made) => kernel.Writes.All(made.Contains);

    private static bool MayMove(Kernel kernel, HashSet<Region> made, HashSet<Region> changing) =>
        kernel.DependsOnReadsAlone && Moves(kernel, made)
        && kernel.Reads.All(region => made.Contains(region) || region.Space == Space.Prepared || (region.Space == Space.Parameters && !changing.Contains(region)));

    /// <summary>What a kernel that stays reads must not be written again behind it: it would find the later values.</summary>
    private static void DropRewritten(KernelProgram program, HashSet<Region> made)
    {
        var read = new HashSet<Region>();
        foreach (var kernel in program.Kernels)
        {
            if (Moves(kernel, made))
                made.ExceptWith([.. kernel.Writes.Where(read.Contains)]);
            else
                read.UnionWith(kernel.Reads);
        }
    }
}
