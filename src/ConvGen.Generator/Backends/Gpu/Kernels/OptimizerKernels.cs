using System;
using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Backends.Gpu.Kernels;

/// <summary>
/// An optimiser's step over all parameters, so that they need not leave the device: the rules of the runtime's optimisers with the same operations in the same order. What must not
/// change (frozen layers, running averages) is told by a number for each eight parameters.
/// </summary>
internal static class OptimizerKernels
{
    private const int Threads = 256, Quad = 4;

    /// <summary>Parameters that one number of <see cref="GpuSpace.Trained"/> speaks for: no parameter's range begins or ends within.</summary>
    private const int Group = 8;

    /// <summary>A rule: its segment's name, how many numbers it keeps of each parameter, and what a parameter becomes.</summary>
    /// <param name="Name">The segment; the runtime's optimisers call it so.</param>
    /// <param name="States">0, 1 or 2.</param>
    /// <param name="Settings">The step's constants.</param>
    /// <param name="Apply">From constants, value, gradient and state to the new value and state.</param>
    private sealed record Rule(string Name, int States, int Settings, Func<KernelBuilder, Float[], Float, Float, Float[], (Float Value, Float[] State)> Apply);

    private static readonly Rule[] _rules =
    [
        new("Sgd", 0, 2, (k, s, w, g, _) => (k.MultiplyAdd(s[0], k.MultiplyAdd(s[1], w, g), w), [])),
        new("SgdMomentum", 1, 3, (k, s, w, g, state) =>
        {
            var first = k.MultiplyAdd(s[2], state[0], k.MultiplyAdd(s[1], w, g));
            return (k.MultiplyAdd(s[0], first, w), [first]);
        }),
        new("SgdNesterov", 1, 3, (k, s, w, g, state) =>
        {
            var gradient = k.MultiplyAdd(s[1], w, g);
            var first = k.MultiplyAdd(s[2], state[0], gradient);
            return (k.MultiplyAdd(s[0], k.MultiplyAdd(s[2], first, gradient), w), [first]);
        }),
        new("Adam", 2, 9, (k, s, w, g, state) =>
        {
            // In order: coupled decay, keep, β₁, 1 − β₁, β₂, 1 − β₂, minus step, inverse root, ε.
            var gradient = k.MultiplyAdd(s[0], w, g);
            var first = k.MultiplyAdd(s[2], state[0], s[3] * gradient);
            var second = k.MultiplyAdd(s[4], state[1], s[5] * gradient * gradient);
            var denominator = k.MultiplyAdd(k.SquareRoot(second), s[7], s[8]);
            return (k.MultiplyAdd(s[6], first / denominator, s[1] * w), [first, second]);
        }),
    ];

    /// <summary>The launch of each rule, by its segment's name.</summary>
    /// <param name="floats">All parameters, with padding.</param>
    public static IEnumerable<(string Segment, Launch Launch)> Of(long floats) => floats == 0 ? [] : _rules.Select(rule => (rule.Name, Write(rule, checked((int)(floats / Quad)))));

    private static Launch Write(Rule rule, int quads)
    {
        var k = new KernelBuilder(4 + rule.States, Threads);
        var blocks = ItemLoop.Write(k, quads, perImage: false, (_, item) =>
            k.If(!k.LoadInt(k.Place(3), item / (Group / Quad)).Is(0), () =>
            {
                var (values, gradients, first) = (k.Place(0), k.Place(1), item * Quad);
                Float[] settings = [.. Enumerable.Range(0, rule.Settings).Select(i => k.Load(k.Place(2), i))];
                Float[][] states = [.. Enumerable.Range(0, rule.States).Select(state => k.Load(k.Place(4 + state), first, Quad))];
                var (w, g) = (k.Load(values, first, Quad), k.Load(gradients, first, Quad));
                var results = Enumerable.Range(0, Quad).Select(i => rule.Apply(k, settings, w[i], g[i], [.. states.Select(state => state[i])])).ToList();
                k.Store(values, first, [.. results.Select(result => result.Value)]);
                for (var state = 0; state < rule.States; state++)
                    k.Store(k.Place(4 + state), first, [.. results.Select(result => result.State[state])]);
            }));
        List<Place> places = [new(GpuSpace.Parameters, null, 0), new(GpuSpace.Gradients, null, 0), new(GpuSpace.Settings, null, 0), new(GpuSpace.Trained, null, 0)];
        if (rule.States > 0)
            places.Add(new Place(GpuSpace.FirstState, null, 0));
        if (rule.States > 1)
            places.Add(new Place(GpuSpace.SecondState, null, 0));

        // Values and states are read and written, gradients read; it is memory that takes the time, so that operations do not count.
        var floats = (long)quads * Quad;
        var work = new Workload(WorkKind.Pointwise, 0, 0, sizeof(float) * ((floats * (3 + (2 * rule.States))) + (floats / Group) + rule.Settings));
        return new Launch(k.Build(rule.Name, "a step of " + rule.Name), blocks, places) { Work = work };
    }
}
