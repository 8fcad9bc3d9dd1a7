using System.Text;

namespace ConvGen.Tests.Devices;

/// <summary>What is left of a text that holds its products in all arithmetics.</summary>
public sealed class TensorTextTests
{
    private const string Text = """
        head

        //convolution
        // tiles
        entry a
        //TensorFloat32
        a tf32
        //Float32
        a 3xtf32
        //BFloat16
        a bf16
        //
        end a
        //matrix
        entry b
        //TensorFloat32
        b tf32
        //Float32
        b 3xtf32
        //BFloat16
        b bf16
        //
        end b

        """;

    [Theory]
    [InlineData(Precision.Default, "tf32", "3xtf32")]
    [InlineData(Precision.Float32, "3xtf32", "3xtf32")]
    [InlineData(Precision.TensorFloat32, "tf32", "tf32")]
    [InlineData(Precision.BFloat16, "bf16", "bf16")]
    public void One_arithmetic_is_left(Precision precision, string convolution, string matrix) => Assert.Equal(
        $"head\n\n// tiles\nentry a\na {convolution}\nend a\nentry b\nb {matrix}\nend b\n\0",
        Encoding.UTF8.GetString(TensorText.For(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n") + '\0'), precision)));

    /// <summary>Loops of two runs are loops in one arithmetic and written out in another, and may have parts of one of them inside.</summary>
    [Theory]
    [InlineData(Precision.TensorFloat32, "first\nproduct\nproduct\nlast\n")]
    [InlineData(Precision.Float32, "first\nloop\nsmall\nproduct\nagain\nlast\n")]
    [InlineData(Precision.BFloat16, "bf16\nlast\n")]
    public void What_is_in_brackets_comes_twice(Precision precision, string expected)
    {
        const string text = "//matrix\n//TensorFloat32 Float32\nfirst\n//Float32\nloop\n//TensorFloat32 Float32\n//{\n//Float32\nsmall\n//TensorFloat32 Float32\nproduct\n"
            + "//Float32\nagain\n//TensorFloat32\n//}\n//TensorFloat32 Float32\n//BFloat16\nbf16\n//\nlast\n";
        Assert.Equal(expected, Encoding.UTF8.GetString(TensorText.For(Encoding.UTF8.GetBytes(text), precision)));
    }

    [Fact]
    public void A_precision_that_is_none_is_refused() =>
        Assert.Equal("Precision", Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkOptions { Precision = (Precision)9 }).ParamName);
}
