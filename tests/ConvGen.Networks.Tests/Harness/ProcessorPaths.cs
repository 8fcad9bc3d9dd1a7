using System.Runtime.Intrinsics.X86;

namespace ConvGen.Tests.Harness;

/// <summary>The code paths that this machine can run, if only in software; tests go through all of them.</summary>
internal static class ProcessorPaths
{
    public static IReadOnlyList<InstructionSet> All { get; } =
        Avx2.IsSupported && Fma.IsSupported ? [InstructionSet.Vector128, InstructionSet.Avx2, InstructionSet.Vector512] : [InstructionSet.Vector128];

    /// <summary>Cases by number, each on all paths.</summary>
    public static TheoryData<int, InstructionSet> Of(int cases)
    {
        var data = new TheoryData<int, InstructionSet>();
        for (var number = 0; number < cases; number++)
            foreach (var instructions in All)
                data.Add(number, instructions);
        return data;
    }
}
