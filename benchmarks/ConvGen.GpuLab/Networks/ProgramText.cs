namespace ConvGen.GpuLab.Networks;

/// <summary>A network's texts of PTX, each a module of its own.</summary>
/// <param name="Name">The network's, and which text it is.</param>
/// <param name="Text">As the driver gets it, with a zero byte behind.</param>
/// <param name="Kernels">Their names and threads.</param>
internal sealed record ProgramText(string Name, byte[] Text, (string, int)[] Kernels)
{
    /// <summary>What runs on every device, products without tensor cores, and products on them.</summary>
    public static IEnumerable<ProgramText> Of(string name, GpuProgram program, Precision precision)
    {
        yield return new ProgramText(name, program.Ptx.ToArray(), [.. program.Kernels]);
        if (program.Contractions.Count == 0)
            yield break;
        yield return new ProgramText(name + "-plain", program.PtxContractions.ToArray(), [.. program.Contractions]);
        yield return new ProgramText(name + "-tensor", TensorText.For(program.PtxTensor, precision), [.. program.TensorContractions]);
    }
}
