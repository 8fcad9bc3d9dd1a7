namespace ConvGen;

/// <summary>Kernels of a CUDA device.</summary>
internal sealed unsafe partial class CudaDevice
{
    private const int MaxThreadsPerBlock = 0;

    /// <summary>Why the device cannot take some PTX, as far as its head says, in one line without a full stop; null where it may.</summary>
    public string? WhyNotLoad(ReadOnlySpan<byte> text) => PtxHead.Read(text).WhyNot(_info);

    /// <inheritdoc/>
    public override bool MayLoad(ReadOnlySpan<byte> text) => WhyNotLoad(text) is null;

    /// <inheritdoc/>
    public override GpuKernel[] Load(ReadOnlySpan<byte> text, IReadOnlyList<(string Name, int Threads)> kernels)
    {
        GpuArguments.RequireTerminated(text);
        using var entry = Enter();
        if (WhyNotLoad(text) is { } why)
            throw new GpuException($"{Device} ({Name}) cannot take the kernels: {why}.");
        var module = new CudaCompiler(_info, CubinCache.Open()).Load(text);
        try
        {
            var found = new GpuKernel[kernels.Count];
            for (var i = 0; i < found.Length; i++)
                found[i] = Find(module, kernels[i].Name, kernels[i].Threads);
            _modules.Add(module);
            return found;
        }
        catch
        {
            _driver.ModuleUnload(module);
            throw;
        }
    }

    private GpuKernel Find(nint module, string name, int threads)
    {
        nint function;
        fixed (byte* bytes = GpuArguments.Terminated(name))
        {
            var result = _driver.ModuleGetFunction(&function, module, bytes);
            if (result != CudaResult.Success)
                throw _driver.Failure(result, "cuModuleGetFunction", $" It was asked for the kernel '{name}'.");
        }

        // Registers run out silently: without this the first launch would fail, and say nothing about why.
        int most;
        if (_driver.FunctionGetAttribute != null && _driver.FunctionGetAttribute(&most, MaxThreadsPerBlock, function) == CudaResult.Success && most < threads)
            throw new GpuException($"The kernel '{name}' was written for blocks of {threads} threads; compiled for {Device} ({Name}) it allows {most}.");
        return new GpuKernel(function, threads);
    }
}
