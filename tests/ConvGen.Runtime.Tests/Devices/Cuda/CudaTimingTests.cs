namespace ConvGen.Tests.Devices;

/// <summary>Times of launches and fills. The mock's stream takes a quarter of a millisecond for each thing, which only events around it can tell.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe class CudaTimingTests : IDisposable
{
    private static readonly long s_one = GpuTime.TicksOf(1e6 * CudaMock.MillisecondsOfOne);

    private readonly CudaMock _mock = new();
    private CudaDevice _device;
    private GpuKernel _kernel;
    private GpuBuffer _buffer;

    public CudaTimingTests() => _device = Open();

    public void Dispose()
    {
        _device.Dispose();
        _mock.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cuEventElapsedTime_v2")] // before CUDA 12.8
    [InlineData("cuEventElapsedTime")]
    public void Each_launch_and_fill_has_its_time_and_what_lies_between_has_none(string? missing)
    {
        if (missing is not null)
            Reopen(missing);
        Assert.True(_device.HasTimes);
        Launch(1);
        _device.StartTiming();
        Launch(2);
        uint word = 1;
        _device.Upload(new GpuPlace(_buffer, 0), &word, sizeof(uint));
        _device.Fill(new GpuPlace(_buffer, 0), 0, 0);
        _device.Fill(new GpuPlace(_buffer, 0), 16, 0);
        Launch(3);

        var times = _device.StopTiming();

        Assert.Equal([new(0, s_one), new(2 * s_one, s_one), new(3 * s_one, s_one)], times);
        Assert.Equal(["k 1", "k 2", "upload", "fill", "k 3"], _mock.Ran);
        Close();
    }

    /// <summary>The one wait is at the end, so that launches follow each other as they do without.</summary>
    [Fact]
    public void The_host_waits_once()
    {
        _mock.Calls.Clear();
        _device.StartTiming();
        Launch(1);
        Launch(2);
        Assert.Empty(_mock.Ran);
        _device.StopTiming();
        Assert.Single(_mock.Calls, "cuStreamSynchronize");
    }

    [Fact]
    public void A_timing_uses_the_events_of_the_one_before_and_forgets_its_times()
    {
        _device.StartTiming();
        Launch(1);
        Launch(2);
        Launch(3);
        _device.StartTiming();
        Launch(4);
        Launch(5);
        Assert.Equal(2, _device.StopTiming().Length);
        _mock.Calls.Clear();
        _device.StartTiming();
        Launch(6);
        Assert.Equal([new(0, s_one)], _device.StopTiming());
        Assert.DoesNotContain("cuEventCreate", _mock.Calls);
        _device.StartTiming();
        Assert.Empty(_device.StopTiming());
        Close();
    }

    [Fact]
    public void Without_a_timing_a_launch_is_one_call()
    {
        _device.StartTiming();
        Launch(1);
        _device.StopTiming();
        _mock.Calls.Clear();
        Launch(2);
        _device.Fill(new GpuPlace(_buffer, 0), 16, 0);
        Assert.Equal(["cuLaunchKernel", "cuMemsetD32Async"], _mock.Calls);
    }

    [Fact]
    public void A_driver_without_times_is_waited_for()
    {
        Reopen("cuEventElapsedTime", "cuEventElapsedTime_v2");
        Assert.False(_device.HasTimes);
        Launch(1);
        _device.StartTiming();
        Launch(2);
        Launch(3);
        Assert.Equal(["k 1", "k 2", "k 3"], _mock.Ran);

        var times = _device.StopTiming();

        Assert.Equal(2, times.Length);
        Assert.All(times, time => Assert.True(time.Ticks > 0));
        Assert.True(times[1].Begin >= times[0].End);
        Assert.DoesNotContain("cuEventRecord", _mock.Calls);
        Close();
    }

    [Fact]
    public void Nothing_is_captured_meanwhile()
    {
        _device.StartTiming();
        Assert.Throws<InvalidOperationException>(_device.BeginCapture);
        _device.StopTiming();
        _device.BeginCapture();
        Assert.Throws<InvalidOperationException>(_device.StartTiming);
        _device.AbandonCapture();
        Assert.Throws<InvalidOperationException>(() => _device.StopTiming());
        Close();
    }

    [Fact]
    public void What_fails_says_so_and_the_next_timing_is_whole()
    {
        _device.StartTiming();
        _mock.Failing["cuLaunchKernel"] = 700;
        Assert.Throws<GpuException>(() => Launch(1));
        _mock.Failing.Clear();
        _device.StartTiming();
        Launch(2);
        Assert.Equal([new(0, s_one)], _device.StopTiming());
        _device.StartTiming();
        Launch(3);
        _mock.Failing["cuEventElapsedTime_v2"] = 700;
        Assert.StartsWith("cuEventElapsedTime failed", Assert.Throws<GpuException>(() => _device.StopTiming()).Message, StringComparison.Ordinal);
        _mock.Failing.Clear();
        Close();
    }

    private CudaDevice Open()
    {
        var device = _mock.Open();
        _kernel = device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])[0];
        _buffer = device.Allocate(16, "test");
        return device;
    }

    private void Reopen(params string[] missing)
    {
        _device.Dispose();
        _mock.Missing.UnionWith(missing);
        _mock.Install();
        _device = Open();
    }

    private void Launch(int batch) => _device.Launch(_kernel, new GpuGrid(1, 1, 1), [new(_buffer, 0)], batch);

    private void Close()
    {
        _device.Dispose();
        _mock.AssertClean();
    }
}
