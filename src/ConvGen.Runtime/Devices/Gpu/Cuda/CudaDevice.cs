namespace ConvGen;

/// <summary>
/// A graphics processor of NVIDIA. It uses the process's one (primary) context of the device, as every library does that wants to live beside others, and a queue of its own
/// (a stream that does not wait for the NULL stream). The context is made current at every entry: which one is current belongs to a thread, and continuations change threads.
/// </summary>
internal sealed unsafe partial class CudaDevice : GpuDevice
{
    private const uint NonBlocking = 1;

    private readonly Lock _gate = new();
    private readonly CudaInfo _info;
    private readonly CudaDriver _driver;
    private readonly Dictionary<nint, long> _buffers = [];
    private readonly List<nint> _modules = [];
    private readonly HashSet<nint> _graphs = [];
    private nint _context;
    private nint _stream;
    private CudaStaging? _staging;
    private bool _isCapturing;
    private bool _isDisposed;

    private CudaDevice(CudaInfo info)
    {
        _info = info;
        _driver = info.Driver;
    }

    /// <summary>Gives back what a forgotten network holds.</summary>
    ~CudaDevice() => Release();

    /// <inheritdoc/>
    public override Device Device => Device.Cuda(_info.Index);

    /// <inheritdoc/>
    public override string Name => _info.Name;

    /// <inheritdoc/>
    public override GpuLanguage Language => GpuLanguage.Ptx;

    /// <summary>Its compute capability, ten times: 80 for 8.0, 120 for 12.0.</summary>
    public int Capability => _info.Capability;

    /// <summary>Makes a device ready.</summary>
    /// <exception cref="GpuException">The driver refuses.</exception>
    public static CudaDevice Open(CudaInfo info)
    {
        var device = new CudaDevice(info);
        try
        {
            device.Start();
            return device;
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Launch(GpuKernel kernel, GpuGrid grid, ReadOnlySpan<GpuPlace> places, int batch, ReadOnlySpan<int> sizes = default)
    {
        // A kernel takes at most 4 KiB of parameters, so these stay small; nothing is allocated.
        const int MostBytes = 4096;
        if ((places.Length * sizeof(long)) + ((sizes.Length + 1) * sizeof(int)) > MostBytes)
            throw new ArgumentException($"A kernel takes at most {MostBytes} bytes of parameters, not {places.Length} places and {sizes.Length} sizes.", nameof(places));
        var addresses = stackalloc long[places.Length];
        var numbers = stackalloc int[sizes.Length];
        sizes.CopyTo(new Span<int>(numbers, sizes.Length));
        var parameters = stackalloc void*[places.Length + 1 + sizes.Length];
        for (var i = 0; i < places.Length; i++)
        {
            addresses[i] = places[i].Buffer.Handle + places[i].Offset;
            parameters[i] = addresses + i;
        }

        parameters[places.Length] = &batch;
        for (var i = 0; i < sizes.Length; i++)
            parameters[places.Length + 1 + i] = numbers + i;
        using var entry = Enter(whileCapturing: true);
        _runningClock?.Before();
        _driver.Check(
            _driver.LaunchKernel(kernel.Handle, (uint)grid.X, (uint)grid.Y, (uint)grid.Z, (uint)kernel.Threads, 1, 1, 0, _stream, parameters, null),
            "cuLaunchKernel");
        _runningClock?.After();
    }

    /// <inheritdoc/>
    public override void Synchronize()
    {
        using var entry = Enter();
        _driver.Check(_driver.StreamSynchronize(_stream), "cuStreamSynchronize");
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Start()
    {
        nint made;
        _driver.Check(_driver.PrimaryContextRetain(&made, _info.Handle), "cuDevicePrimaryCtxRetain");
        _context = made;
        _driver.Check(_driver.ContextSetCurrent(_context), "cuCtxSetCurrent");
        _driver.Check(_driver.StreamCreate(&made, NonBlocking), "cuStreamCreate");
        _stream = made;
    }

    /// <summary>Begins a call: one thread at a time, with the context current.</summary>
    /// <param name="whileCapturing">Whether the call may be made between <see cref="BeginCapture"/> and <see cref="EndCapture"/>.</param>
    private GpuEntry Enter(bool whileCapturing = false)
    {
        _gate.Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isCapturing && !whileCapturing)
                throw new InvalidOperationException("While launches are captured nothing can be allocated, loaded, copied or waited for.");
            _driver.Check(_driver.ContextSetCurrent(_context), "cuCtxSetCurrent");
            return new GpuEntry(this, _gate);
        }
        catch
        {
            _gate.Exit();
            throw;
        }
    }

    /// <summary>
    /// Gives everything back. No answer is looked at: after a kernel's fault every call fails, at the end of a process the driver is gone before we are
    /// (CUDA_ERROR_DEINITIALIZED), and there is nothing left to save.
    /// </summary>
    private void Release()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_context == 0)
                return;
            _driver.ContextSetCurrent(_context);
            if (_isCapturing)
                DropCapture();
            if (_stream != 0)
                _driver.StreamSynchronize(_stream);
            foreach (var graph in _graphs)
                _driver.GraphExecDestroy(graph);
            _clock?.Free();
            _staging?.Free();
            foreach (var module in _modules)
                _driver.ModuleUnload(module);
            foreach (var address in _buffers.Keys)
                _driver.MemoryFree(address);
            if (_stream != 0)
                _driver.StreamDestroy(_stream);
            // The context may end with this; it must not stay some thread's current one.
            _driver.ContextSetCurrent(0);
            _driver.PrimaryContextRelease(_info.Handle);
            _context = 0;
        }
    }
}
