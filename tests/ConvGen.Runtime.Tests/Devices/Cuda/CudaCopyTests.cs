namespace ConvGen.Tests.Devices;

/// <summary>Copies to and from a device whose driver does everything as late as it may.</summary>
[Collection(SerialTests.Name)]
public sealed unsafe class CudaCopyTests : IDisposable
{
    private readonly CudaMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(CudaStaging.SegmentBytes - 1)]
    [InlineData(CudaStaging.SegmentBytes)]
    [InlineData(CudaStaging.SegmentBytes + 1)]
    [InlineData(CudaStaging.SegmentBytes * CudaStaging.Segments)]
    [InlineData(CudaStaging.SegmentBytes * (CudaStaging.Segments + 3) + 12345)]
    public void What_is_uploaded_comes_back_though_the_source_is_written_to_again(int count)
    {
        using var device = _mock.Open();
        var buffer = device.Allocate(count + 16, "test");
        var expected = Bytes(count, count);
        var (source, result) = (expected.ToArray(), new byte[count + 16]);
        fixed (byte* from = source)
            device.Upload(new GpuPlace(buffer, 8), from, count);
        Array.Clear(source);
        fixed (byte* to = result)
            device.Download(to, new GpuPlace(buffer, 0), count + 16);
        Assert.True(result.AsSpan(8, count).SequenceEqual(expected));
        Assert.False(result.AsSpan(0, 8).ContainsAnyExcept((byte)0));
        Assert.False(result.AsSpan(8 + count).ContainsAnyExcept((byte)0));
        Assert.Empty(_mock.Violations);
    }

    [Fact]
    public void An_upload_waits_for_nothing_while_there_is_room()
    {
        using var device = _mock.Open();
        var buffer = device.Allocate(1 << 20, "test");
        var source = new byte[1 << 20];
        fixed (byte* from = source)
        {
            for (var i = 0; i < 2 * CudaStaging.Segments; i++)
                device.Upload(new GpuPlace(buffer, 0), from, source.Length);
            Assert.Empty(_mock.Ran);
            device.Upload(new GpuPlace(buffer, 0), from, source.Length);
        }

        Assert.Equal(["upload", "upload"], _mock.Ran); // the first segment's, and no more
    }

    [Fact]
    public void Many_uploads_of_all_sizes_arrive()
    {
        const int Room = 24 << 20;
        using var device = _mock.Open();
        var buffer = device.Allocate(Room, "test");
        var random = new Random(5);
        var expected = new byte[Room];
        for (var (at, i) = (0, 0); at < Room; i++)
        {
            var count = Math.Min(Room - at, i % 10 == 9 ? random.Next(8 << 20) : random.Next(300_000));
            var source = Bytes(count, i);
            source.CopyTo(expected, at);
            fixed (byte* from = source)
                device.Upload(new GpuPlace(buffer, at), from, count);
            Array.Clear(source);
            at += count;
            if (i % 7 == 3)
                Check(device, buffer, expected, Math.Max(0, at - 5_000_000), Math.Min(at, 5_000_000));
        }

        Check(device, buffer, expected, 0, Room);
        Assert.Empty(_mock.Violations);
    }

    [Fact]
    public void Fills_take_their_words_and_no_others()
    {
        using var device = _mock.Open();
        var buffer = device.Allocate(24, "test");
        device.Fill(new GpuPlace(buffer, 0), 24, 1);
        device.Fill(new GpuPlace(buffer, 8), 12, 0xFFFFFFFF);
        var result = new uint[6];
        fixed (uint* to = result)
            device.Download(to, new GpuPlace(buffer, 0), 24);
        Assert.Equal([1, 1, uint.MaxValue, uint.MaxValue, uint.MaxValue, 1], result);
        Assert.Throws<ArgumentException>(() => device.Fill(new GpuPlace(buffer, 0), 6, 0));
    }

    [Fact]
    public void What_lies_outside_of_a_buffer_is_refused_before_the_driver_is_asked()
    {
        using var device = _mock.Open();
        var buffer = device.Allocate(16, "test");
        _mock.Calls.Clear();
        var message = Assert.Throws<ArgumentOutOfRangeException>(() => device.Fill(new GpuPlace(buffer, 12), 8, 0)).Message;
        Assert.StartsWith("8 bytes from byte 12 on do not lie within a buffer of 16 bytes.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Upload(new GpuPlace(buffer, -4), null, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Upload(new GpuPlace(buffer, 0), null, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Download(null, new GpuPlace(buffer, long.MaxValue), 8));
        device.Upload(new GpuPlace(buffer, 16), null, 0);
        device.Download(null, new GpuPlace(buffer, 16), 0);
        device.Fill(new GpuPlace(buffer, 16), 0, 0);
        Assert.Empty(_mock.Calls);
    }

    [Theory]
    [InlineData("cuEventCreate")]
    [InlineData("cuMemHostAlloc")]
    [InlineData("cuMemcpyHtoDAsync_v2")]
    [InlineData("cuEventRecord")]
    public void A_copy_that_fails_says_so_and_the_next_one_works(string call)
    {
        using (var device = _mock.Open())
        {
            var buffer = device.Allocate(16, "test");
            var source = Bytes(16, 1);
            fixed (byte* from = source)
            {
                _mock.Failing[call] = 2;
                var place = new GpuPlace(buffer, 0);
                var pointer = (nint)from;
                Assert.StartsWith(call + " failed: CUDA_ERROR_OUT_OF_MEMORY (2)", Assert.Throws<GpuException>(() => device.Upload(place, (void*)pointer, 16)).Message, StringComparison.Ordinal);
                _mock.Failing.Clear();
                device.Upload(place, from, 16);
            }

            Check(device, buffer, source, 0, 16);
        }

        _mock.AssertClean();
    }

    private static void Check(CudaDevice device, GpuBuffer buffer, byte[] expected, int at, int count)
    {
        var result = new byte[count];
        fixed (byte* to = result)
            device.Download(to, new GpuPlace(buffer, at), count);
        Assert.True(result.AsSpan().SequenceEqual(expected.AsSpan(at, count)));
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
