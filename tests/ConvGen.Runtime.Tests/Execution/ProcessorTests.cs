using System.Runtime.InteropServices;

namespace ConvGen.Tests.Execution;

public sealed class ProcessorTests
{
    /// <summary>What the system says who made the processor, where it says so.</summary>
    [Fact]
    public void The_third_cache_is_near_on_processors_of_AMD()
    {
        const string Source = "/proc/cpuinfo";
        var isX64 = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
        if (isX64 && File.Exists(Source))
            Assert.Equal(File.ReadLines(Source).Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal)), Processor.HasNearThirdCache);
        else if (!isX64)
            Assert.False(Processor.HasNearThirdCache);
    }
}
