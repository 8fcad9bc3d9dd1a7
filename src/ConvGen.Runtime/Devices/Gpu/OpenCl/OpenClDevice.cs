namespace ConvGen;

/// <summary>A device of OpenCL, with a context and one queue of its own, in which things run in the order in which they are asked for.</summary>
internal sealed unsafe partial class OpenClDevice : GpuDevice
{
    private readonly Lock _gate = new();
    private readonly OpenClInfo _info;
    private readonly OpenClDriver _driver;
    private readonly HashSet<nint> _buffers = [];
    private readonly List<nint> _programs = [];
    private readonly List<nint> _kernels = [];
    private nint _context;
    private nint _queue;
    private bool _isDisposed;

    private OpenClDevice(OpenClInfo info)
    {
        _info = info;
        _driver = info.Driver;
    }

    /// <summary>Gives back what a forgotten network holds.</summary>
    ~OpenClDevice() => Release();

    /// <inheritdoc/>
    public override Device Device => Device.OpenCL(_info.Index);

    /// <inheritdoc/>
    public override string Name => _info.Name;

    /// <inheritdoc/>
    public override GpuLanguage Language => GpuLanguage.OpenCl;

    /// <summary>Makes a device ready.</summary>
    /// <exception cref="GpuException">The driver refuses.</exception>
    public static OpenClDevice Open(OpenClInfo info)
    {
        var device = new OpenClDevice(info);
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
    public override void Synchronize()
    {
        using var entry = Enter();
        Finish();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Start()
    {
        var handle = _info.Handle;
        int result;
        _context = _driver.CreateContext(null, 1, &handle, null, null, &result);
        OpenClDriver.Check(result, "clCreateContext");
        _queue = _driver.CreateQueue(_context, handle, 0, &result);
        OpenClDriver.Check(result, "clCreateCommandQueue");
    }

    /// <summary>Begins a call: one thread at a time, because setting a kernel's parameters and asking for it to be run are several calls.</summary>
    private GpuEntry Enter()
    {
        _gate.Enter();
        if (!_isDisposed)
            return new GpuEntry(this, _gate);
        _gate.Exit();
        throw new ObjectDisposedException(nameof(OpenClDevice));
    }

    /// <summary>Gives everything back. No answer is looked at: there is nothing left to save.</summary>
    private void Release()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            if (_queue != 0)
                _driver.Finish(_queue);
            _clock?.Free();
            foreach (var kernel in _kernels)
                _driver.ReleaseKernel(kernel);
            foreach (var program in _programs)
                _driver.ReleaseProgram(program);
            foreach (var buffer in _buffers)
                _driver.ReleaseMemory(buffer);
            if (_queue != 0)
                _driver.ReleaseQueue(_queue);
            if (_context != 0)
                _driver.ReleaseContext(_context);
        }
    }
}
