namespace ConvGen.Tests.Networks;

public sealed class NetworkOptionsTests
{
    [Fact]
    public void Defaults()
    {
        var options = new NetworkOptions();
        Assert.Equal(1, options.BatchSize);
        Assert.Equal(Device.Cpu, options.Device);
        Assert.Equal("cpu", options.Device.ToString());
        Assert.Equal(0, options.Threads);
        Assert.Equal(0, options.Seed);
        Assert.Equal(InstructionSet.Auto, options.InstructionSet);
        using var core = DenseProgram.Create();
        Assert.Equal(Environment.ProcessorCount, core.Threads);
        Assert.Equal(1, core.BatchSize);
        Assert.NotEqual(InstructionSet.Auto, core.InstructionSet);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Batch_size_is_at_least_one(int size)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>("BatchSize", () => new NetworkOptions { BatchSize = size });
        Assert.Contains($"BatchSize is {size}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Threads_are_within_reason(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>("Threads", () => new NetworkOptions { Threads = threads });

    [Fact]
    public void Instruction_sets_are_those_that_exist() =>
        Assert.Throws<ArgumentOutOfRangeException>("InstructionSet", () => new NetworkOptions { InstructionSet = (InstructionSet)9 });

    [Fact]
    public void Instruction_sets_resolve_by_what_the_processor_has()
    {
        Assert.Equal(InstructionSet.Vector512, InstructionSets.Resolve(InstructionSet.Auto, hasAvx2: true, hasAvx512: true));
        Assert.Equal(InstructionSet.Avx2, InstructionSets.Resolve(InstructionSet.Auto, hasAvx2: true, hasAvx512: false));
        Assert.Equal(InstructionSet.Vector128, InstructionSets.Resolve(InstructionSet.Auto, hasAvx2: false, hasAvx512: false));
        Assert.Equal(InstructionSet.Vector128, InstructionSets.Resolve(InstructionSet.Vector128, hasAvx2: true, hasAvx512: true));
        Assert.Equal(InstructionSet.Avx2, InstructionSets.Resolve(InstructionSet.Avx2, hasAvx2: true, hasAvx512: true));
        Assert.Equal(InstructionSet.Vector512, InstructionSets.Resolve(InstructionSet.Vector512, hasAvx2: true, hasAvx512: false)); // in software
        foreach (var asked in new[] { InstructionSet.Avx2, InstructionSet.Vector512 })
        {
            var exception = Assert.Throws<PlatformNotSupportedException>(() => InstructionSets.Resolve(asked, hasAvx2: false, hasAvx512: false));
            Assert.Contains($"asks for {asked}", exception.Message, StringComparison.Ordinal);
            Assert.Contains("Use InstructionSet.Auto", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_batch_beyond_memory_is_refused_with_a_cure()
    {
        var description = DenseProgram.Describe() with { Memory = new MemoryDescription(1L << 40, 0, 1L << 40, 0, 48) };
        var exception = Assert.ThrowsAny<InsufficientMemoryException>(() => new NetworkCore(description, _ => new DenseProgram(), new NetworkOptions { BatchSize = 1 << 20 }));
        Assert.Contains("BatchSize", exception.Message, StringComparison.Ordinal);
    }
}
