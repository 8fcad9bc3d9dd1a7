namespace ConvGen.Tests.Devices;

/// <summary>Which devices OpenCL has, and in which order they are counted.</summary>
[Collection(SerialTests.Name)]
public sealed class OpenClProbeTests : IDisposable
{
    private readonly OpenClMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Fact]
    public void Graphics_processors_come_first_then_accelerators_then_processors()
    {
        _mock.Platforms.Add([new("a processor", 2), new("a GPU")]);
        _mock.Platforms.Add([]);
        _mock.Platforms.Add([new("a second GPU"), new("an accelerator", 8), new("a second processor", 2)]);
        Assert.Equal(["a GPU", "a second GPU", "an accelerator", "a processor", "a second processor"], Enumerable.Range(0, 5).Select(i => Device.OpenCL(i).Description));
        Assert.Equal([Device.OpenCL(0), Device.OpenCL(1), Device.OpenCL(2), Device.OpenCL(3), Device.OpenCL(4), Device.Cpu], Device.All.Where(device => device.Kind != DeviceKind.Cuda));
        Assert.Equal("there are 5, opencl:0 to opencl:4", Device.OpenCL(5).WhyNot);
    }

    [Fact]
    public void A_device_that_cannot_be_used_keeps_its_number_and_says_why()
    {
        _mock.Platforms.Add(
        [
            new("old") { Version = "OpenCL 1.1 CUDA" }, new("odd") { Version = "new" }, new("busy") { IsAvailable = false }, new("bare") { HasCompiler = false }, new("good"),
            new("mute") { IsMute = true },
        ]);
        Assert.Equal("old has 'OpenCL 1.1 CUDA'; OpenCL 1.2 or later is needed", Device.OpenCL(0).WhyNot);
        Assert.Equal("odd has 'new'; OpenCL 1.2 or later is needed", Device.OpenCL(1).WhyNot);
        Assert.Equal("busy is not available, says its driver", Device.OpenCL(2).WhyNot);
        Assert.Equal("the driver of bare has no compiler", Device.OpenCL(3).WhyNot);
        Assert.Null(Device.OpenCL(4).WhyNot);
        Assert.Equal("its driver does not answer: clGetDeviceInfo failed: CL_INVALID_DEVICE (-33)", Device.OpenCL(5).WhyNot);
        Assert.Equal([Device.OpenCL(4)], Device.All.Where(device => device.Kind == DeviceKind.OpenCL));
    }

    [Fact]
    public void A_loader_without_drivers_has_no_device() => Assert.Equal("no OpenCL driver has a device", Device.OpenCL().WhyNot);

    [Theory]
    [InlineData(-1001, "no OpenCL driver has a device")]
    [InlineData(-6, "OpenCL does not work: clGetPlatformIDs failed: CL_OUT_OF_HOST_MEMORY (-6)")]
    [InlineData(-77777, "OpenCL does not work: clGetPlatformIDs failed: error -77777")]
    public void A_loader_that_fails_says_why(int result, string why)
    {
        _mock.Results = (0, result);
        Assert.Equal(why, Device.OpenCL().WhyNot);
    }

    [Fact]
    public void A_device_is_given_back_once()
    {
        _mock.Platforms.Add([new("a GPU")]);
        var device = OpenClDriver.Catalog.Current.Devices[0].Open();
        Assert.Equal(2, _mock.Alive);
        device.Dispose();
        device.Dispose();
        Assert.Equal(0, _mock.Alive);
    }
}
