using ConvGen.Generator.Graph;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;

namespace ConvGen.Generator;

/// <summary>
/// The compiler's table of contents: a checked graph in, two planned programs out. Each line is a pass; comments say why it stands where it stands.
/// </summary>
internal static class NetworkCompiler
{
    public static LoweredNetwork Compile(NetworkGraph graph)
    {
        var lowered = Fused(graph, readsTransposed: true);

        // After fusing, so that what follows a sum is known to be part of it; and what it makes of filters is prepared too.
        if (graph.AllowWinograd)
            lowered = PrepareParameters.Run(lowered with { Inference = ChooseWinograd.Run(lowered.Inference, keeps: true), Training = ChooseWinograd.Run(lowered.Training, keeps: false) });

        // After fusing, which leaves one formula behind a window.
        lowered = lowered with { Training = FusePooling.Run(lowered.Training) };

        // After the choice of algorithms, which know gradients by the sum that is added.
        lowered = lowered with { Training = WriteGradients.Run(lowered.Training) };

        // When nothing is fused any more: what is cheap is known, and who reads what.
        lowered = lowered with { Training = RecomputeActivations.Run(lowered.Training) };

        // Of all kernels that there are, which stand there twice then.
        lowered = lowered with { Inference = InterleaveImages.Run(lowered.Inference), Training = InterleaveImages.Run(lowered.Training) };

        lowered = lowered with { Training = ArrangeKernels.Run(lowered.Training) };

        // When kernels have their final order, by which they sweep.
        KeepInSweeps.Run(lowered.Inference);
        KeepInSweeps.Run(lowered.Training);

        return Planned(lowered);
    }

    /// <summary>The same without what only suits processors: sums along vector lanes, transforms that trade memory for multiplications, several places of a map at once, reading maps anew to keep fewer, and sweeps.</summary>
    public static LoweredNetwork CompileForGpu(NetworkGraph graph)
    {
        var lowered = Fused(graph, readsTransposed: false);

        // After fusing, which says what is stored. On processors sums are cheap in the sweep that made their terms.
        lowered = lowered with { Training = FuseStatistics.Run(lowered.Training) };
        return Planned(lowered with { Inference = KernelByKernel(lowered.Inference), Training = KernelByKernel(lowered.Training) });

        static KernelProgram KernelByKernel(KernelProgram program) => new(program.Mode, program.Segments) { IsKernelByKernel = true };
    }

    private static LoweredNetwork Fused(NetworkGraph graph, bool readsTransposed)
    {
        // Operators become kernel forms, forward and backward: from here on nothing knows what a convolution is.
        var lowered = LowerNetwork.Run(graph);

        // Before fusing, which looks at neighbours.
        lowered = PrepareParameters.Run(lowered);

        // Before fusing, which gives sums formulas that only columns in lanes can have.
        if (readsTransposed)
            lowered = lowered with { Training = ChooseTransposed.Run(lowered.Training) };

        // Before planning: fusing removes kernels and with them the last readers of regions.
        lowered = lowered with { Inference = FuseEpilogues.Run(lowered.Inference), Training = FuseEpilogues.Run(lowered.Training) };

        // After fusing into contractions, which is worth more.
        return lowered with { Inference = FusePointwise.Run(lowered.Inference), Training = FusePointwise.Run(lowered.Training) };
    }

    private static LoweredNetwork Planned(LoweredNetwork lowered)
    {
        // Last: a plan is only as good as the final order of kernels.
        PlanMemory.Run(lowered.Inference);
        PlanMemory.Run(lowered.Training);
        return lowered;
    }
}
