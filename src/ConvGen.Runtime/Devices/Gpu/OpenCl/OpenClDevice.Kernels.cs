namespace ConvGen;

/// <summary>Kernels of an OpenCL device.</summary>
internal sealed unsafe partial class OpenClDevice
{
    private const uint AskBuildLog = 0x1183;
    private const uint AskWorkGroupSize = 0x11B0;

    /// <summary>The language is said; nothing that would change what arithmetic means is.</summary>
    private static ReadOnlySpan<byte> BuildOptions => "-cl-std=CL1.2\0"u8;

    /// <inheritdoc/>
    public override GpuKernel[] Load(ReadOnlySpan<byte> text, IReadOnlyList<(string Name, int Threads)> kernels)
    {
        GpuArguments.RequireTerminated(text);
        using var entry = Enter();
        var program = Build(text);
        var made = new List<nint>();
        try
        {
            var found = new GpuKernel[kernels.Count];
            for (var i = 0; i < found.Length; i++)
                found[i] = Create(program, kernels[i].Name, kernels[i].Threads, made);
            _programs.Add(program);
            _kernels.AddRange(made);
            return found;
        }
        catch
        {
            foreach (var kernel in made)
                _driver.ReleaseKernel(kernel);
            _driver.ReleaseProgram(program);
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Launch(GpuKernel kernel, GpuGrid grid, ReadOnlySpan<GpuPlace> places, int batch, ReadOnlySpan<int> sizes = default)
    {
        using var entry = Enter();
        uint number = 0;
        foreach (var place in places)
        {
            var buffer = place.Buffer.Handle;
            var floats = place.Offset / sizeof(float);
            SetArgument(kernel, number++, sizeof(nint), &buffer);
            SetArgument(kernel, number++, sizeof(long), &floats);
        }

        SetArgument(kernel, number++, sizeof(int), &batch);
        foreach (var size in sizes)
        {
            var copy = size;
            SetArgument(kernel, number++, sizeof(int), &copy);
        }

        var items = stackalloc nuint[] { (nuint)grid.X * (nuint)kernel.Threads, (nuint)grid.Y, (nuint)grid.Z };
        var group = stackalloc nuint[] { (nuint)kernel.Threads, 1, 1 };
        nint made = 0;
        _runningClock?.Before();
        OpenClDriver.Check(_driver.EnqueueKernel(_queue, kernel.Handle, 3, null, items, group, 0, null, _runningClock is { TakesEvents: true } ? &made : null), "clEnqueueNDRangeKernel");
        _runningClock?.After(made);
    }

    private void SetArgument(GpuKernel kernel, uint number, int bytes, void* value) =>
        OpenClDriver.Check(_driver.SetKernelArgument(kernel.Handle, number, (nuint)bytes, value), "clSetKernelArg");

    private nint Build(ReadOnlySpan<byte> text)
    {
        fixed (byte* source = text)
        fixed (byte* options = BuildOptions)
        {
            int result;
            var start = source;
            var length = (nuint)text.Length - 1;
            var program = _driver.CreateProgram(_context, 1, &start, &length, &result);
            OpenClDriver.Check(result, "clCreateProgramWithSource");
            var handle = _info.Handle;
            result = _driver.BuildProgram(program, 1, &handle, options, null, null);
            if (result == OpenClResult.Success)
                return program;
            var log = BuildLog(program);
            _driver.ReleaseProgram(program);
            throw new GpuException($"clBuildProgram failed on {Device} ({Name}): {OpenClResult.Describe(result)}.{log}");
        }
    }

    private string BuildLog(nint program)
    {
        nuint bytes = 0;
        if (_driver.GetBuildInfo(program, _info.Handle, AskBuildLog, 0, null, &bytes) != OpenClResult.Success)
            return "";
        var log = new byte[bytes];
        fixed (byte* room = log)
            return _driver.GetBuildInfo(program, _info.Handle, AskBuildLog, bytes, room, null) == OpenClResult.Success ? GpuArguments.FirstLines(log) : "";
    }

    private GpuKernel Create(nint program, string name, int threads, List<nint> made)
    {
        int result;
        nint kernel;
        fixed (byte* bytes = GpuArguments.Terminated(name))
            kernel = _driver.CreateKernel(program, bytes, &result);
        if (result != OpenClResult.Success)
            throw new GpuException($"clCreateKernel failed: {OpenClResult.Describe(result)}. It was asked for the kernel '{name}'.");
        made.Add(kernel);
        nuint most;
        if (_driver.GetKernelWorkGroupInfo(kernel, _info.Handle, AskWorkGroupSize, (nuint)sizeof(nuint), &most, null) == OpenClResult.Success && most < (nuint)threads)
            throw new GpuException($"The kernel '{name}' was written for groups of {threads} threads; compiled for {Device} ({Name}) it allows {most}.");
        return new GpuKernel(kernel, threads);
    }
}
