namespace ConvGen.Tests.Ptx;

/// <summary>A kernel of a loaded module.</summary>
internal sealed class MockFunction(PtxKernel kernel, MockModule module)
{
    public PtxKernel Kernel { get; } = kernel;

    public MockModule Module { get; } = module;

    /// <summary>What was allowed with cuFuncSetAttribute; without it, 48 KB with the static shared memory.</summary>
    public int? MaxDynamicShared { get; set; }

    /// <summary>True once it has been launched outside a capture, so that nothing is left to be loaded.</summary>
    public bool HasRun { get; set; }
}
