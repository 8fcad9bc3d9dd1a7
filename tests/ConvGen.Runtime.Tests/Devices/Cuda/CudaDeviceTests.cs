using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Devices;

/// <summary>What a CUDA device asks of its driver, and in which order.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe class CudaDeviceTests : IDisposable
{
    private readonly CudaMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Fact]
    public void It_says_what_it_is()
    {
        using var device = _mock.Open();
        Assert.Equal((Device.Cuda(0), "Mock GPU", GpuLanguage.Ptx, 80), (device.Device, device.Name, device.Language, device.Capability));
        Assert.Equal([Device.Cuda(0)], Device.All.Where(each => each.Kind == DeviceKind.Cuda));
        Assert.Equal("Mock GPU", Device.Cuda(0).Description);
        Assert.Equal("cuda:0 (Mock GPU)", Device.Auto.Description);
    }

    [Fact]
    public void What_was_taken_is_given_back_in_the_opposite_order_once()
    {
        var device = _mock.Open();
        device.Allocate(16, "test");
        device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)]);
        var buffer = device.Allocate(4, "test");
        uint word = 7;
        device.Upload(new GpuPlace(buffer, 0), &word, 4);
        device.BeginCapture();
        device.EndCapture();
        _mock.Calls.Clear();

        device.Dispose();

        Assert.Equal(
            [
                "cuStreamSynchronize", "cuGraphExecDestroy", .. Enumerable.Repeat("cuEventDestroy_v2", CudaStaging.Segments), "cuMemFreeHost", "cuModuleUnload",
                "cuMemFree_v2", "cuMemFree_v2", "cuStreamDestroy_v2", "cuDevicePrimaryCtxRelease_v2",
            ],
            _mock.Calls);
        _mock.Calls.Clear();
        device.Dispose();
        device.Free(buffer);
        device.FreeGraph(1);
        Assert.Empty(_mock.Calls);
        Assert.Throws<ObjectDisposedException>(device.Synchronize);
        Assert.Throws<ObjectDisposedException>(() => device.Allocate(4, "test"));
        _mock.AssertClean();
    }

    [Fact]
    public void Every_thread_gets_the_context()
    {
        using (var device = _mock.Open())
        {
            var buffer = device.Allocate(4, "test");
            using var words = new NativeBuffer<uint>(2, "test");
            OnAnotherThread(() => device.Upload(new GpuPlace(buffer, 0), words.Pointer, 4));
            OnAnotherThread(() => device.Fill(new GpuPlace(buffer, 0), 4, 7));
            OnAnotherThread(() => device.Download(words.Pointer + 1, new GpuPlace(buffer, 0), 4));
            OnAnotherThread(() => device.Launch(device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])[0], new GpuGrid(1, 1, 1), [new(buffer, 0)], 1));
            OnAnotherThread(device.BeginCapture);
            OnAnotherThread(() => device.Replay(device.EndCapture()));
            OnAnotherThread(device.Synchronize);
            OnAnotherThread(() => device.Free(buffer));
            OnAnotherThread(device.Dispose);
        }

        _mock.AssertClean();

        static void OnAnotherThread(Action action)
        {
            Exception? failure = null;
            var thread = new Thread(() => failure = Record.Exception(action));
            thread.Start();
            thread.Join();
            Assert.Null(failure);
        }
    }

    [Fact]
    public void A_launch_takes_addresses_of_64_bits_and_the_batch()
    {
        using var device = _mock.Open();
        var kernels = device.Load(CudaMock.Ptx(("add", 3), ("none", 0)), [("none", 64), ("add", 256)]);
        var (a, b) = (device.Allocate(100, "a"), device.Allocate(200, "b"));

        device.Launch(kernels[1], new GpuGrid(7, 5, 3), [new(b, 8), new(a, 0), new(b, 196)], 33);
        device.Launch(kernels[0], new GpuGrid(1, 1, 1), [], -1);
        Assert.Empty(_mock.Launches);
        device.Synchronize();

        Assert.Equal(2, _mock.Launches.Count);
        var add = _mock.Launches[0];
        Assert.Equal(("add", new GpuGrid(7, 5, 3), new GpuGrid(256, 1, 1), 0u, 33), (add.Kernel, add.Grid, add.Threads, add.SharedBytes, add.Batch));
        Assert.Equal([b.Handle + 8, a.Handle, b.Handle + 196], add.Places);
        Assert.Equal(("none", new GpuGrid(64, 1, 1), -1), (_mock.Launches[1].Kernel, _mock.Launches[1].Threads, _mock.Launches[1].Batch));
        Assert.Throws<ArgumentException>(() => device.Launch(kernels[1], new GpuGrid(1, 1, 1), new GpuPlace[512], 1));
    }

    [Fact]
    public void A_launch_allocates_nothing()
    {
        using var device = _mock.Open();
        var kernel = device.Load(CudaMock.Ptx(("add", 3)), [("add", 256)])[0];
        var places = new GpuPlace[3];
        _mock.IsQuiet = true;
        device.Launch(kernel, new GpuGrid(1, 1, 1), places, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            device.Launch(kernel, new GpuGrid(1, 1, 1), places, i);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        _mock.IsQuiet = false;
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_failure_names_the_call_and_what_the_driver_says()
    {
        using var device = _mock.Open();
        _mock.Failing["cuStreamSynchronize"] = 700;
        Assert.Equal("cuStreamSynchronize failed: CUDA_ERROR_ILLEGAL_ADDRESS (700), text of 700.", Assert.Throws<GpuException>(device.Synchronize).Message);
        _mock.Failing["cuStreamSynchronize"] = 12345;
        Assert.Equal("cuStreamSynchronize failed: error 12345.", Assert.Throws<GpuException>(device.Synchronize).Message);
        _mock.Failing.Clear();
        device.Synchronize();
    }

    [Theory]
    [InlineData(4)] // CUDA_ERROR_DEINITIALIZED: the process is ending
    [InlineData(700)] // a kernel's fault, after which all fails
    public void Disposing_says_nothing_where_everything_fails(int result)
    {
        var device = _mock.Open();
        var buffer = device.Allocate(4, "test");
        _mock.Failing["*"] = result;
        device.Free(buffer);
        device.Dispose();
        Assert.Equal("cuDevicePrimaryCtxRelease_v2", _mock.Calls[^1]);
        Assert.Empty(_mock.Violations);
    }

    [Theory]
    [InlineData("cuDevicePrimaryCtxRetain")]
    [InlineData("cuCtxSetCurrent")]
    [InlineData("cuStreamCreate")]
    public void A_device_that_cannot_be_made_ready_leaves_nothing_behind(string call)
    {
        _mock.Failing[call] = 700;
        var exception = Assert.Throws<GpuException>(() => _mock.Open());
        Assert.StartsWith(call + " failed: CUDA_ERROR_ILLEGAL_ADDRESS (700)", exception.Message, StringComparison.Ordinal);
        _mock.AssertClean();
    }

    [Fact]
    public void The_oldest_driver_that_is_taken_needs_none_of_the_newer_entry_points()
    {
        _mock.DriverVersion = CudaInfo.OldestDriver;
        _mock.Missing.UnionWith(["cuDevicePrimaryCtxRelease_v2", "cuStreamBeginCapture_v2", "cuGraphInstantiateWithFlags", "cuGraphUpload"]);
        using (var device = _mock.Open())
            Assert.False(device.CanCapture);
        _mock.AssertClean();
    }

    [Fact]
    public void A_forgotten_device_is_given_back()
    {
        Forget(_mock);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        _mock.AssertClean();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(CudaMock mock) => mock.Open().Allocate(1000, "test");
    }

    [Fact]
    public void Too_little_memory_is_told_with_both_numbers()
    {
        using var device = _mock.Open();
        _mock.FreeBytes = 1000;
        var exception = Assert.Throws<InsufficientMemoryException>(() => device.Allocate(1001, "arena of LeNet5"));
        Assert.Equal("The arena of LeNet5 takes 1001 bytes, more than cuda:0 (Mock GPU) gives (1000 of 1073741824 bytes are free). Use a smaller BatchSize.", exception.Message);
        Assert.Equal(1000, device.Allocate(1000, "arena").Bytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Allocate(0, "arena"));
    }

    [Fact]
    public void Before_a_device_refuses_memory_forgotten_devices_are_given_back()
    {
        _mock.Devices.Add(("Second GPU", 90));
        Forget(_mock);
        using var device = _mock.Open(1);
        _mock.FreeBytes = 10;
        var exception = Assert.Throws<InsufficientMemoryException>(() => device.Allocate(11, "test"));
        Assert.Contains("cuda:1 (Second GPU)", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, _mock.Calls.Count(call => call == "cuMemAlloc_v2"));
        Assert.Equal("cuDevicePrimaryCtxRelease_v2", _mock.Calls[^3]); // of the one that was forgotten, before memory is asked for again
        Assert.Empty(_mock.Violations);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget(CudaMock mock) => mock.Open();
    }

    [Fact]
    public void Memory_is_freed_once_and_only_when_what_was_asked_for_has_run()
    {
        using var device = _mock.Open();
        var buffer = device.Allocate(64, "test");
        device.Fill(new GpuPlace(buffer, 0), 64, 1);
        device.Free(buffer);
        Assert.Equal(["fill"], _mock.Ran);
        Assert.Throws<ArgumentException>(() => device.Free(buffer));
        device.Free(default);
        Assert.Equal("cuMemFree_v2", _mock.Calls[^1]);
    }
}
