using ConvGen.Generator.Backends.Gpu.Kernels;

namespace ConvGen.Tests.Gpu.Harness;

/// <summary>Trials ask the generator in how many parts sums are made, networks ask the runtime: they must say the same.</summary>
public class SplitTests
{
    [Theory]
    [InlineData(49, 0, 128, 8, 1, 32)]
    [InlineData(3136, 0, 128, 1, 1, 4)]
    [InlineData(1, 0, 64, 63, 1, 32)]
    [InlineData(196, 0, 128, 4, 32, 9)]
    [InlineData(1, 126, 1, 1, 1, 2)]
    [InlineData(1, 0, 1, 2, 1, 3)]
    public void Generator_and_runtime_agree(long perImage, long fixedBlocks, int share, int y, int z, int most)
    {
        var split = new Split(SplitRole.Part, most, new Blocks(perImage, fixedBlocks, share, y, z));
        var same = new GpuSplit(GpuPart.Part, most, Split.EnoughBlocks, new GpuBlocks(perImage, fixedBlocks, share, y, z));
        var parts = Enumerable.Range(1, 300).Select(split.Parts).ToList();
        Assert.Equal(parts, Enumerable.Range(1, 300).Select(same.Parts));
        Assert.Equal(parts.OrderDescending(), parts);
        Assert.InRange(parts[0], 1, most);
        Assert.Equal(1, parts[^1]);
    }
}
