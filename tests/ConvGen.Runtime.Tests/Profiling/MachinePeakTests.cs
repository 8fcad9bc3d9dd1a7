using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace ConvGen.Tests.Profiling;

/// <summary>What is measured of the machine: plausible, the same all through a process, and held against entries as documented.</summary>
public sealed class MachinePeakTests
{
    [Fact]
    public void A_peak_is_measured_once_and_counts_threads()
    {
        var one = MachinePeak.Measure();
        // From a phone of long ago to more than any core has: a factor of ten wrong is seen.
        Assert.InRange(one.OperationsPerSecond, 1e9, 1e12);
        Assert.InRange(one.BytesPerSecond, 1e8, 2e12);
        Assert.Equal(one, MachinePeak.Measure(InstructionSet.Auto, 1));
        Assert.Equal(new MachinePeak(2 * one.OperationsPerSecond, 2 * one.BytesPerSecond), MachinePeak.Measure(threads: 2));
    }

    [Fact]
    public void Eight_lanes_do_more_than_four_where_there_are_eight()
    {
        if (Avx2.IsSupported && Fma.IsSupported)
            Assert.True(MachinePeak.Measure(InstructionSet.Avx2).OperationsPerSecond > 1.2 * MachinePeak.Measure(InstructionSet.Vector128).OperationsPerSecond);
    }

    /// <summary>Some processors take two cycles for sixteen: then it is as fast.</summary>
    [Fact]
    public void Sixteen_lanes_do_no_less_than_eight_where_there_are_sixteen()
    {
        if (Vector512.IsHardwareAccelerated)
            Assert.True(MachinePeak.Measure(InstructionSet.Vector512).OperationsPerSecond > 0.8 * MachinePeak.Measure(InstructionSet.Avx2).OperationsPerSecond);
    }

    [Theory]
    [InlineData(1000, 10, 0.1, 0.1)] // bound by operations
    [InlineData(10, 400, 0.001, 0.4)] // bound by bytes
    [InlineData(10, 5000, 0.001, 1)] // faster than memory: its operands lay in a cache
    [InlineData(30_000, 5000, 3, 3)] // effective operations of Winograd's transform
    [InlineData(0, 0, 0, 0)]
    public void The_floor_is_the_longer_of_two_times(long operations, long bytes, double peakShare, double floorShare)
    {
        var entry = new ProfileEntry("Net", "Inference Forward", "conv1 forward", KernelKind.Convolution, InstructionSet.Avx2, 1, 3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), operations, bytes);
        var peak = new MachinePeak(1000, 100);
        Assert.Equal(peakShare, entry.PeakShare(peak), 12);
        Assert.Equal(floorShare, entry.FloorShare(peak), 12);
        Assert.Equal(operations / 1e10, entry.GigaflopsPerSecond, 15);
        Assert.Equal(bytes / 1e10, entry.GigabytesPerSecond, 15);
    }

    [Fact]
    public void There_is_no_peak_of_no_thread() => Assert.Throws<ArgumentOutOfRangeException>(() => MachinePeak.Measure(threads: 0));
}
