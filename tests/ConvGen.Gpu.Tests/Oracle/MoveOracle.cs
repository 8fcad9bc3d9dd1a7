using ConvGen.Generator.Program;

namespace ConvGen.Tests.Gpu.Oracle;

/// <summary>Copies, fills, zeros around maps.</summary>
internal static class MoveOracle
{
    public static void Run(Move kernel, OracleMemory memory)
    {
        Loops(0, kernel.SourceOffset, kernel.TargetOffset);

        void Loops(int loop, long source, long target)
        {
            if (loop == kernel.Loops.Count)
            {
                memory.Write(kernel.Target, target, kernel.Source is null ? kernel.Fill : memory.Read(kernel.Source, source));
                return;
            }

            for (var i = 0; i < Extent(kernel.Loops[loop], memory.Batch); i++)
                Loops(loop + 1, kernel.Source is null ? 0 : source + ((long)i * kernel.SourceSteps[loop]), target + ((long)i * kernel.TargetSteps[loop]));
        }
    }

    public static void Run(Surround kernel, OracleMemory memory)
    {
        for (var image = 0; image < memory.Batch; image++)
        {
            var place = (long)image * kernel.Target.Floats;
            Clear(kernel.Head);
            for (var row = 0; row < kernel.Rows; row++)
            {
                place += kernel.RowFloats;
                Clear(row < kernel.Rows - 1 ? kernel.Gap : kernel.Tail);
            }

            void Clear(int floats)
            {
                for (var end = place + floats; place < end; place++)
                    memory.Write(kernel.Target, place, 0f);
            }
        }
    }

    /// <summary>How far a copy reaches in a region that has no size of its own: floats up to the last one touched.</summary>
    public static long Reach(Move kernel, int batch, bool ofTarget)
    {
        var (place, steps) = ofTarget ? (kernel.TargetOffset, kernel.TargetSteps) : (kernel.SourceOffset, kernel.SourceSteps);
        return kernel.Loops.Select((loop, i) => (long)(Extent(loop, batch) - 1) * steps[i]).Sum() + place + 1;
    }

    private static int Extent(Loop loop, int batch) => loop.IsBatch ? batch : loop.Extent;
}
