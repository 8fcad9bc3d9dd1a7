namespace ConvGen.Tests.Profiling;

/// <summary>A dense layer whose inference is a schedule, as that of generated programs is.</summary>
internal sealed unsafe class ScheduledProgram : DenseProgram
{
    private readonly KernelSchedule _schedule = new("Inference Forward");

    public ScheduledProgram() => _schedule.EachImage("fc forward", 1, In * Out, new KernelWork(KernelKind.MatrixProduct, 2 * In * Out, 4 * (In + Out), 4 * In * Out), Dense);

    public override void Infer(WorkerPool pool, Frame* frame) => _schedule.Run(pool, frame);
}
