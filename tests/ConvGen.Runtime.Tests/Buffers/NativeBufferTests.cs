namespace ConvGen.Tests.Buffers;

[Collection(SerialTests.Name)]
public sealed unsafe class NativeBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(4097)]
    [InlineData(1_500_001)] // in large pages
    public void A_buffer_is_aligned_zeroed_and_followed_by_slack(int length)
    {
        using var buffer = new NativeBuffer<float>(length, "test buffer");
        Assert.Equal(0u, (nuint)buffer.Pointer % 64);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(length, buffer.Span.Length);
        Assert.False(new ReadOnlySpan<float>(buffer.Pointer, length + 16).ContainsAnyExcept(0f));
    }

    [Fact]
    public void Fill_leaves_the_slack_alone_and_clear_takes_what_it_is_told()
    {
        using var buffer = new NativeBuffer<float>(33, "test buffer");
        buffer.Fill(float.NaN);
        Assert.All(buffer.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
        Assert.Equal(0f, buffer.Pointer[33]);
        buffer.Clear(2, 30);
        Assert.Equal([0, 1, 32], Enumerable.Range(0, 33).Where(i => float.IsNaN(buffer.Pointer[i])));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Clear(2, 32));
    }

    [Fact]
    public void Buffers_are_counted_until_they_are_freed()
    {
        var (before, bytes) = (NativeBuffer.Live, NativeBuffer.LiveBytes);
        var buffer = new NativeBuffer<int>(10, "test buffer");
        Assert.Equal(before + 1, NativeBuffer.Live);
        Assert.Equal(bytes + 128, NativeBuffer.LiveBytes);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal((before, bytes), (NativeBuffer.Live, NativeBuffer.LiveBytes));
        Assert.Equal(0, buffer.Span.Length);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 4)]
    [InlineData(1L << 60)]
    public void A_size_that_overflows_or_that_no_machine_has_is_refused(long length)
    {
        var before = NativeBuffer.Live;
        var exception = Assert.ThrowsAny<InsufficientMemoryException>(() => new NativeBuffer<float>(length, "test buffer"));
        Assert.Contains("test buffer", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, NativeBuffer.Live);
    }

    [Theory]
    [InlineData((3 << 20) - 1, 0)] // few bytes: none
    [InlineData(3 << 20, 4 << 20)] // the second is half full
    [InlineData((5 << 20) - 1, 4 << 20)] // the third is less than half full
    [InlineData(5L << 30, 5L << 30)]
    public void Large_pages_are_those_that_are_half_full(long bytes, long large) => Assert.Equal(large, NativeBuffer.LargeBytes(bytes));

    [Fact]
    public void A_negative_length_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer<float>(-1, "test buffer"));
}
