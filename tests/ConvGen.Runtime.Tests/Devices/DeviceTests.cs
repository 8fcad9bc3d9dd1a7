namespace ConvGen.Tests.Devices;

/// <summary>Devices as names: what is written is read.</summary>
public sealed class DeviceTests
{
    [Theory]
    [InlineData("cpu", DeviceKind.Cpu, 0, "cpu")]
    [InlineData("CPU", DeviceKind.Cpu, 0, "cpu")]
    [InlineData("auto", DeviceKind.Auto, 0, "auto")]
    [InlineData(" Auto ", DeviceKind.Auto, 0, "auto")]
    [InlineData("cuda", DeviceKind.Cuda, 0, "cuda:0")]
    [InlineData("cuda:0", DeviceKind.Cuda, 0, "cuda:0")]
    [InlineData("CUDA:7", DeviceKind.Cuda, 7, "cuda:7")]
    [InlineData("cuda:255", DeviceKind.Cuda, 255, "cuda:255")]
    [InlineData("opencl", DeviceKind.OpenCL, 0, "opencl:0")]
    [InlineData("OpenCL:12", DeviceKind.OpenCL, 12, "opencl:12")]
    public void What_names_a_device_is_read(string text, DeviceKind kind, int index, string written)
    {
        var device = Device.Parse(text);
        Assert.Equal((kind, index, written), (device.Kind, device.Index, device.ToString()));
        Assert.Equal(device, Device.Parse(device.ToString()));
        Assert.True(Device.TryParse(text, out var again));
        Assert.Equal(device, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:+1")]
    [InlineData("cuda:256")]
    [InlineData("cuda:99999999999")]
    [InlineData("cuda:1:2")]
    [InlineData("cuda: 1")]
    [InlineData("cuda1")]
    [InlineData("cpu:0")]
    [InlineData("auto:0")]
    [InlineData("opencl:x")]
    [InlineData(":0")]
    public void What_names_none_is_refused_and_told(string text)
    {
        Assert.False(Device.TryParse(text, out var device));
        Assert.Equal(Device.Cpu, device);
        var exception = Assert.Throws<FormatException>(() => Device.Parse(text));
        Assert.Equal($"'{text}' is no device; use auto, cpu, cuda, cuda:0 to cuda:255, opencl, or opencl:0 to opencl:255.", exception.Message);
    }

    [Fact]
    public void Null_is_no_device()
    {
        Assert.False(Device.TryParse(null, out _));
        Assert.Throws<ArgumentNullException>(() => Device.Parse(null!));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    [InlineData(int.MinValue)]
    public void A_number_that_no_device_has_is_refused(int index)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Device.Cuda(index));
        Assert.StartsWith($"There is no Cuda device {index}; they are numbered from 0 to 255 at most.", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Device.OpenCL(index));
    }

    [Fact]
    public void Devices_are_equal_by_kind_and_number()
    {
        Assert.Equal(default, Device.Cpu);
        Assert.Equal(Device.Cuda(), Device.Cuda(0));
        Assert.NotEqual(Device.Cuda(0), Device.Cuda(1));
        Assert.NotEqual(Device.Cuda(0), Device.OpenCL(0));
        Assert.NotEqual(Device.Cpu, Device.Auto);
    }

    [Fact]
    public void The_processor_is_always_there()
    {
        Assert.True(Device.Cpu.IsAvailable);
        Assert.Null(Device.Cpu.WhyNot);
        Assert.Equal("processor", Device.Cpu.Description);
        Assert.True(Device.Auto.IsAvailable);
        Assert.NotEmpty(Device.Auto.Description);
        Assert.Equal(Device.Cpu, Device.All[^1]);
        Assert.All(Device.All, device => Assert.True(device.IsAvailable));
    }
}
