namespace ConvGen.Tests.Devices;

/// <summary>Libraries that take no times: the host does.</summary>
[Collection(SerialTests.Name)]
public sealed class OpenClTimingTests : IDisposable
{
    private readonly OpenClMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData(null, true)]
    [InlineData("clGetEventProfilingInfo", false)]
    [InlineData("clReleaseEvent", false)]
    [InlineData("queue", false)]
    public void Who_takes_no_times_is_waited_for(string? missing, bool hasTimes)
    {
        _mock.Platforms.Add([new("a device")]);
        _mock.RefusesTimes = missing == "queue";
        if (missing is not null)
            _mock.Missing.Add(missing);
        _mock.Install();
        using (var device = OpenClDriver.Catalog.Current.Devices[0].Open())
        {
            Assert.Equal(hasTimes, device.HasTimes);

            // What was asked of the first queue has run before the second one gets anything; a context and one queue are left.
            Assert.Equal(hasTimes ? [OpenClMock.FirstQueue] : [], _mock.Finished);
            device.StartTiming();
            Assert.Equal(2, _mock.Alive);
            Assert.Empty(device.StopTiming());
            Assert.Throws<InvalidOperationException>(() => device.StopTiming());
        }

        Assert.Equal(0, _mock.Alive);
    }
}
