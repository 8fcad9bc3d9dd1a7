using ConvGen.Tests.Devices;

namespace ConvGen.Tests.Profiling;

/// <summary>How fast a device's memory is found to be, on a driver whose every fill takes a quarter of a millisecond.</summary>
[Collection(SerialTests.Name)]
public sealed class DeviceMemorySpeedTests : IDisposable
{
    private const double Seconds = CudaMock.MillisecondsOfOne / 1e3;

    private readonly CudaMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData(1L << 30, 256L << 20)]
    [InlineData(100L << 20, 64L << 20)]
    [InlineData(20L << 20, 16L << 20)]
    [InlineData(1L << 20, 0)]
    public void It_is_the_bytes_of_a_fill_that_there_is_room_for_by_its_time(long free, long filled)
    {
        _mock.FreeBytes = free;
        using (var device = Open($"with {free} bytes"))
            Assert.Equal(filled / Seconds, DeviceMemorySpeed.Of(device), filled / Seconds * 1e-6);
        _mock.AssertClean();
    }

    [Fact]
    public void It_is_measured_once_for_a_device()
    {
        _mock.FreeBytes = 20L << 20;
        using (var device = Open("measured once"))
            DeviceMemorySpeed.Of(device);
        Assert.Contains("fill", _mock.Ran);
        _mock.Ran.Clear();
        using (var again = _mock.Open())
            Assert.True(DeviceMemorySpeed.Of(again) > 0);
        using (var other = Open("another device"))
        {
            Assert.Empty(_mock.Ran);
            DeviceMemorySpeed.Of(other);
        }

        Assert.Contains("fill", _mock.Ran);
    }

    private CudaDevice Open(string name)
    {
        _mock.Devices[0] = (name, CudaMock.Capability);
        _mock.Install();
        return _mock.Open();
    }
}
