namespace ConvGen.Tests.Networks;

public sealed class PanelPackingTests
{
    /// <summary>groups, rows, out-of-order depth axes: rows below, at and above the panel widths 8 and 16, odd depths.</summary>
    public static TheoryData<int, int, int[], int[]> Layouts()
    {
        var data = new TheoryData<int, int, int[], int[]>();
        foreach (var groups in new[] { 1, 3 })
        {
            foreach (var rows in new[] { 1, 7, 8, 9, 15, 16, 17, 24, 25, 40 })
            {
                data.Add(groups, rows, [], []);
                data.Add(groups, rows, [10], [1]);
                // A convolution of 3 channels and a 2×5 kernel: public order C,H,W, packed order H,W,C.
                data.Add(groups, rows, [2, 5, 3], [5, 1, 10]);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Pack_follows_the_documented_formula_and_unpack_inverts_it(int groups, int rows, int[] extents, int[] strides)
    {
        var packing = new PanelPacking(groups, rows, [.. extents.Zip(strides, (extent, stride) => new PackedAxis(extent, stride))]);
        var source = Enumerable.Range(1, packing.Length).Select(i => (float)i).ToArray();
        var packed = new float[packing.PackedLength];
        Array.Fill(packed, float.NaN);
        packing.Pack(source, packed);
        Assert.Equal(Reference(packing, source), packed);

        var unpacked = new float[packing.Length];
        packing.Unpack(packed, unpacked);
        Assert.Equal(source, unpacked);
    }

    /// <summary>As a file's values arrive: some panels at a time.</summary>
    [Theory]
    [MemberData(nameof(Layouts))]
    public void Panels_can_be_packed_by_and_by(int groups, int rows, int[] extents, int[] strides)
    {
        var packing = new PanelPacking(groups, rows, [.. extents.Zip(strides, (extent, stride) => new PackedAxis(extent, stride))]);
        var source = Enumerable.Range(1, packing.Length).Select(i => (float)i).ToArray();
        var (packer, packed, read) = (new PanelPacker(packing), new float[packing.PackedLength], 0);
        Array.Fill(packed, float.NaN);
        for (var panel = 0; panel < packing.PanelCount; panel++)
        {
            packer.Pack(source.AsSpan(read, packer.ValuesOf(panel)), panel, panel + 1, packed);
            read += packer.ValuesOf(panel);
        }

        Assert.Equal(source.Length, read);
        Assert.Equal(Reference(packing, source), packed);
    }

    [Fact]
    public void Lengths_are_checked()
    {
        var packing = new PanelPacking(1, 3, [new PackedAxis(5, 1)]);
        Assert.Contains("15 values, but the span has 14", Assert.Throws<ArgumentException>(() => packing.Pack(new float[14], new float[40])).Message, StringComparison.Ordinal);
        Assert.Contains("40 floats, but the span has 41", Assert.Throws<ArgumentException>(() => packing.Unpack(new float[41], new float[15])).Message, StringComparison.Ordinal);
    }

    /// <summary>The class's comment, read literally, element by element.</summary>
    private static float[] Reference(PanelPacking packing, float[] source)
    {
        var packed = new float[packing.PackedLength];
        for (var group = 0; group < packing.Groups; group++)
        {
            for (var row = 0; row < packing.Rows; row++)
            {
                for (var depth = 0; depth < packing.Depth; depth++)
                {
                    var (rest, publicDepth) = (depth, 0);
                    foreach (var axis in packing.Axes.Reverse())
                    {
                        publicDepth += rest % axis.Extent * axis.Stride;
                        rest /= axis.Extent;
                    }

                    var panel = row / 16;
                    var width = Math.Min(16, packing.PaddedRows - panel * 16);
                    packed[group * packing.PaddedRows * packing.Depth + panel * packing.Depth * 16 + depth * width + row % 16] =
                        source[(group * packing.Rows + row) * packing.Depth + publicDepth];
                }
            }
        }

        return packed;
    }
}
