namespace ConvGen;

/// <summary>A kernel, or several that run together.</summary>
internal abstract unsafe class ScheduleStep
{
    /// <summary>Work below this many operations (about 20 µs) is not worth another thread.</summary>
    protected const long SmallestChunk = 400_000;

    public abstract void Run(WorkerPool pool, Frame* frame);

    /// <summary>The same, and notes what each kernel took.</summary>
    public abstract void RunTimed(WorkerPool pool, Frame* frame, SegmentRecord record);
}
