using Xunit;

namespace ConvGen.Tests.Profiling;

/// <summary>The table of a network on a device, of times and work that are known.</summary>
public sealed class DeviceTableTests
{
    private static readonly ProfiledDevice _device = new(Device.Cuda(1), "Mock GPU", "BFloat16", HasTimes: true, BytesPerSecond: 100e9);

    /// <summary>Two milliseconds for 8 images: 4 · 10⁹ operations a second, 2 + 1 MB that a call moves.</summary>
    [Fact]
    public void Work_and_time_make_rates()
    {
        var profile = new ExecutionProfile();
        Note(profile, _device);

        var lines = profile.ToString().Split('\n');

        Assert.Equal("Profile of Net: cuda:1 (Mock GPU), BFloat16; fills memory at 100.0 GB/s", lines[0]);
        Assert.Equal("Training Forward: 1 run of 8 images, 3.500 ms each", lines[2]);
        Assert.Equal(["kernel", "kind", "calls", "total", "ms", "mean", "µs", "least", "µs", "share", "GFLOP/s", "MB/call", "GB/s", "%", "fill"], Words(lines[3]));
        Assert.Equal(["conv", "forward", "convolution", "1", "2.000", "2000.0", "2000.0", "66.7", "4.0", "3.000", "1.5", "1.5"], Words(lines[5]));
        Assert.Equal(["conv", "forward", "fold", "convolution", "1", "0.500", "500.0", "500.0", "16.7", "-", "1.600", "3.2", "3.2"], Words(lines[6]));
        Assert.Equal(["all", "kernels", "1", "2.500", "2500.0", "2500.0", "83.3", "3.2", "4.600", "1.8", "1.8"], Words(lines[8]));
        Assert.Contains(lines, line => line == "Sgd step: 1 run, 0.500 ms each");
        Assert.Contains(lines, line => line.StartsWith("nothing known", StringComparison.Ordinal) && line.EndsWith("16.7         -         -       -      -", StringComparison.Ordinal));
        Assert.Contains(lines, line => Words(line) is ["2", "kernels", "convolution", "2", "2.500", ..]);
        Assert.All(lines, line => Assert.True(line.Length < 150, line));
    }

    [Fact]
    public void What_is_not_known_of_a_device_is_said()
    {
        var profile = new ExecutionProfile();
        Note(profile, _device with { HasTimes = false, BytesPerSecond = 0 });

        var lines = profile.ToString().Split('\n');

        Assert.Equal("Profile of Net: cuda:1 (Mock GPU), BFloat16; times are the host's, which waits for each launch", lines[0]);
        Assert.EndsWith(" 4.0     3.000     1.5      -", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_name_the_device_and_a_reset_forgets_all_numbers()
    {
        var profile = new ExecutionProfile();
        var record = Note(profile, _device);
        Assert.All(profile.Entries, entry => Assert.Equal(Device.Cuda(1), entry.Device));
        Assert.Equal([3_000_000, 1_600_000, 0], profile.Entries.Select(entry => entry.Bytes));

        profile.Reset();

        Assert.Empty(profile.Entries);
        record.Kernel(1, Ticks(0.5), 8);
        Assert.Equal(0, Assert.Single(profile.Entries).Bytes);
    }

    private static SegmentRecord Note(ExecutionProfile profile, ProfiledDevice device)
    {
        var recorder = new NetworkRecorder(profile, "Net", InstructionSet.Auto, 1) { Device = device };
        var forward = recorder.Of("TrainingForward", () => [
            new ProfiledKernel("conv forward", new KernelWork(KernelKind.Convolution, 1_000_000, 250_000, 1_000_000), CountsImages: true),
            new ProfiledKernel("conv forward fold", new KernelWork(KernelKind.Convolution, 0, 0, 0), CountsImages: false),
        ]);
        Assert.Same(forward, recorder.Of("TrainingForward", () => throw new InvalidOperationException()));
        forward.Kernel(0, Ticks(2), 8);
        forward.Kernel(1, Ticks(0.5), 8, moreBytes: 1_600_000);
        forward.Run(Ticks(3.5), 8);
        var step = recorder.Of("Sgd", () => [new ProfiledKernel("nothing known", new KernelWork(KernelKind.Other, 0, 0, 0), CountsImages: false)]);
        step.Kernel(0, Ticks(0.5), 1);
        step.Run(Ticks(0.5), 0);
        return forward;
    }

    private static long Ticks(double milliseconds) => GpuTime.TicksOf(1e6 * milliseconds);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
