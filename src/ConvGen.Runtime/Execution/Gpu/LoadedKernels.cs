namespace ConvGen;

/// <summary>A network's kernels, as a device has compiled them: with products on tensor cores, or without.</summary>
internal sealed class LoadedKernels
{
    private readonly GpuKernel[] _kernels, _contractions;

    private LoadedKernels(GpuKernel[] kernels, GpuKernel[] contractions, bool onTensorCores, string? note) =>
        (_kernels, _contractions, OnTensorCores, Note) = (kernels, contractions, onTensorCores, note);

    /// <summary>True where products run on tensor cores.</summary>
    public bool OnTensorCores { get; }

    /// <summary>Why they do not although the device has some, in one line; null otherwise.</summary>
    public string? Note { get; }

    /// <summary>Compiles the kernels.</summary>
    /// <exception cref="GpuException">The driver refuses them.</exception>
    public static LoadedKernels Load(GpuProgram program, GpuDevice device, Precision precision)
    {
        if (device.Language == GpuLanguage.OpenCl)
        {
            var all = device.Load(Present(program.OpenCl, "OpenCL C", "opencl"), [.. program.Kernels, .. program.Contractions]);
            return new LoadedKernels(all[..program.Kernels.Count], all[program.Kernels.Count..], false, null);
        }

        var kernels = device.Load(Present(program.Ptx, "PTX", "cuda"), program.Kernels);
        if (program.Contractions.Count == 0)
            return new LoadedKernels(kernels, [], false, null);
        string? note = null;
        if (device.MayLoad(program.PtxTensor))
        {
            try
            {
                return new LoadedKernels(kernels, device.Load(TensorText.For(program.PtxTensor, precision), program.TensorContractions), true, null);
            }
            catch (GpuException exception)
            {
                note = $"{device.Device} does without its tensor cores ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
            }
        }

        return new LoadedKernels(kernels, device.Load(program.PtxContractions, program.Contractions), false, note);
    }

    /// <summary>What a launch runs, and the sizes that it takes.</summary>
    public (GpuKernel Kernel, int[] Sizes) Of(GpuLaunch launch) => launch.Tensor is not { } tensor ? (_kernels[launch.Kernel], launch.Sizes)
        : OnTensorCores ? (_contractions[tensor.Kernel], tensor.Sizes)
        : (_contractions[launch.Kernel], launch.Sizes);

    private static ReadOnlySpan<byte> Present(ReadOnlySpan<byte> text, string language, string target) => text.IsEmpty
        ? throw new GpuException($"the project was built without kernels in {language}: its ConvGenTargets leaves out {target}")
        : text;
}
