namespace ConvGen;

/// <summary>
/// Makes a module of PTX. Compiling takes the driver seconds; it keeps what it compiled, but not everywhere (containers have no place that lasts), so where the driver can
/// hand it out it is kept here too.
/// </summary>
/// <param name="device">What to compile for; its context is current.</param>
/// <param name="cache">Where to keep what was compiled; null keeps nothing.</param>
internal sealed unsafe class CudaCompiler(CudaInfo device, CubinCache? cache)
{
    private const int ErrorLogBuffer = 5;
    private const int ErrorLogBufferBytes = 6;
    private const int Ptx = 1;
    private const int LogBytes = 8 << 10;

    private readonly CudaDriver _driver = device.Driver;

    /// <param name="text">PTX, which ends with a zero byte.</param>
    /// <exception cref="GpuException">The driver refuses the text; the message holds the first lines of what it says.</exception>
    public nint Load(ReadOnlySpan<byte> text)
    {
        if (cache is not null && _driver.HasLinker)
        {
            var key = CubinCache.Key(text, device.DriverVersion, device.Capability);
            if (cache.TryRead(key, out var kept) && LoadImage(kept) is not 0 and var found)
                return found;
            if (Compile(text) is { } made && LoadImage(made) is not 0 and var module)
            {
                cache.Write(key, made);
                return module;
            }
        }

        // Also where the way above failed: what is wrong is said here, once.
        return LoadText(text);
    }

    private nint LoadText(ReadOnlySpan<byte> text)
    {
        nint module;
        var log = stackalloc byte[LogBytes];
        log[0] = 0;
        var options = stackalloc int[] { ErrorLogBuffer, ErrorLogBufferBytes };
        var values = stackalloc void*[] { log, (void*)LogBytes };
        fixed (byte* image = text)
        {
            var result = _driver.ModuleLoad(&module, image, 2, options, values);
            if (result != CudaResult.Success)
                throw _driver.Failure(result, "cuModuleLoadDataEx", GpuArguments.FirstLines(new ReadOnlySpan<byte>(log, LogBytes)));
        }

        return module;
    }

    /// <summary>Loads what was compiled; 0 where the driver refuses it.</summary>
    private nint LoadImage(ReadOnlySpan<byte> cubin)
    {
        nint module;
        fixed (byte* image = cubin)
            return _driver.ModuleLoad(&module, image, 0, null, null) == CudaResult.Success ? module : 0;
    }

    /// <summary>Compiles and hands out the result; null where that fails for whatever reason.</summary>
    private byte[]? Compile(ReadOnlySpan<byte> text)
    {
        nint linker;
        if (_driver.LinkCreate(0, null, null, &linker) != CudaResult.Success)
            return null;
        try
        {
            void* image;
            nuint bytes;
            fixed (byte* source = text)
            fixed (byte* name = "kernels\0"u8)
            {
                return _driver.LinkAddData(linker, Ptx, source, (nuint)text.Length, name, 0, null, null) == CudaResult.Success
                    && _driver.LinkComplete(linker, &image, &bytes) == CudaResult.Success && bytes is > 0 and <= int.MaxValue
                    ? new ReadOnlySpan<byte>(image, (int)bytes).ToArray() : null;
            }
        }
        finally
        {
            _driver.LinkDestroy(linker);
        }
    }
}
