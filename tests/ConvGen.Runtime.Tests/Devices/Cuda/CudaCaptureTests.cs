namespace ConvGen.Tests.Devices;

/// <summary>Launches that are noted and run again.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe class CudaCaptureTests : IDisposable
{
    private readonly CudaMock _mock = new();
    private readonly CudaDevice _device;
    private readonly GpuKernel _kernel;
    private readonly GpuBuffer _buffer;

    public CudaCaptureTests()
    {
        _device = _mock.Open();
        _kernel = _device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)])[0];
        _buffer = _device.Allocate(16, "test");
    }

    public void Dispose()
    {
        _device.Dispose();
        _mock.Dispose();
    }

    [Fact]
    public void What_was_noted_runs_when_it_is_replayed_each_time_in_order()
    {
        Launch(1);
        _device.BeginCapture();
        Launch(2);
        _device.Fill(new GpuPlace(_buffer, 0), 16, 9);
        Launch(3);
        var graph = _device.EndCapture();
        Launch(4);
        _device.Replay(graph);
        Launch(5);
        _device.Replay(graph);
        _device.Synchronize();

        Assert.Equal(["k 1", "k 4", "k 2", "fill", "k 3", "k 5", "k 2", "fill", "k 3"], _mock.Ran);
        Assert.Equal(["cuStreamEndCapture", "cuGraphInstantiateWithFlags", "cuGraphDestroy", "cuGraphUpload"], _mock.Calls[^9..^5]);
        _device.FreeGraph(graph);
        Assert.Throws<ArgumentException>(() => _device.FreeGraph(graph));
        Assert.Throws<GpuException>(() => _device.Replay(graph));
        _device.FreeGraph(0);
        Close();
    }

    [Fact]
    public void While_capturing_nothing_else_can_be_asked_for_and_the_capture_goes_on()
    {
        var buffer = _buffer;
        _device.BeginCapture();
        uint word = 0;
        var pointer = (nint)(&word);
        Assert.Throws<InvalidOperationException>(() => _device.Allocate(4, "test"));
        Assert.Throws<InvalidOperationException>(() => _device.Free(buffer));
        Assert.Throws<InvalidOperationException>(() => _device.Load(CudaMock.Ptx(("k", 1)), [("k", 32)]));
        Assert.Throws<InvalidOperationException>(() => _device.Upload(new GpuPlace(buffer, 0), (void*)pointer, 4));
        Assert.Throws<InvalidOperationException>(() => _device.Download((void*)pointer, new GpuPlace(buffer, 0), 4));
        Assert.Throws<InvalidOperationException>(_device.Synchronize);
        Assert.Throws<InvalidOperationException>(_device.BeginCapture);
        Assert.Throws<InvalidOperationException>(() => _device.Replay(1));
        Launch(7);
        _device.Replay(_device.EndCapture());
        _device.Synchronize();
        Assert.Equal(["k 7"], _mock.Ran);
        Close();
    }

    [Fact]
    public void A_capture_that_is_abandoned_leaves_the_device_as_it_was()
    {
        _device.BeginCapture();
        Launch(1);
        _device.AbandonCapture();
        _device.AbandonCapture();
        Launch(2);
        _device.Synchronize();
        Assert.Equal(["k 2"], _mock.Ran);
        _device.BeginCapture();
        Launch(3);
        _device.Replay(_device.EndCapture());
        _device.Synchronize();
        Assert.Equal(["k 2", "k 3"], _mock.Ran);
        Close();
    }

    [Fact]
    public void What_is_not_being_captured_cannot_end() => Assert.Throws<InvalidOperationException>(() => _device.EndCapture());

    [Theory]
    [InlineData("cuStreamBeginCapture_v2")]
    [InlineData("cuStreamEndCapture")]
    [InlineData("cuGraphInstantiateWithFlags")]
    public void A_capture_that_fails_says_so_and_leaves_nothing_behind(string call)
    {
        _mock.Failing[call] = 700;
        var exception = Assert.Throws<GpuException>(() =>
        {
            _device.BeginCapture();
            _device.EndCapture();
        });
        Assert.StartsWith(call + " failed", exception.Message, StringComparison.Ordinal);
        _mock.Failing.Clear();
        if (_mock.IsCapturing)
            return; // the mock's stream never heard of the end
        Launch(1);
        _device.Synchronize();
        Assert.Equal(["k 1"], _mock.Ran);
        Close();
    }

    [Fact]
    public void A_device_may_be_disposed_in_the_middle()
    {
        _device.BeginCapture();
        Launch(1);
        Close();
    }

    [Theory]
    [InlineData("cuStreamBeginCapture_v2", false)]
    [InlineData("cuStreamEndCapture", false)]
    [InlineData("cuGraphInstantiateWithFlags", false)]
    [InlineData("cuGraphLaunch", false)]
    [InlineData("cuGraphExecDestroy", false)]
    [InlineData("cuGraphDestroy", false)]
    [InlineData("cuGraphUpload", true)]
    [InlineData("cuLinkCreate_v2", true)]
    public void A_driver_without_graphs_captures_nothing(string missing, bool canCapture)
    {
        _device.Dispose();
        _mock.Missing.Add(missing);
        _mock.Install();
        using var device = _mock.Open();
        Assert.Equal(canCapture, device.CanCapture);
        if (canCapture)
        {
            device.BeginCapture();
            device.Replay(device.EndCapture());
        }
        else
        {
            Assert.Equal("The driver of cuda:0 (Mock GPU) captures no launches.", Assert.Throws<NotSupportedException>(device.BeginCapture).Message);
        }
    }

    private void Launch(int batch) => _device.Launch(_kernel, new GpuGrid(1, 1, 1), [new(_buffer, 0)], batch);

    private void Close()
    {
        _device.Dispose();
        _mock.AssertClean();
    }
}
