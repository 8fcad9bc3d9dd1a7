using System.Diagnostics;
using System.Text;

namespace ConvGen.Tests.Devices;

/// <summary>What a device of OpenCL does, on whichever the machine has; a processor by PoCL is enough.</summary>
public sealed unsafe class OpenClDeviceTests
{
    private const int Threads = 32;

    private const string Source = """
        __kernel void weigh(__global const float* x, long xStart, __global const float* w, long wStart, __global float* y, long yStart, int batch)
        {
            const long at = ((long)get_group_id(2) * get_num_groups(1) + get_group_id(1)) * get_num_groups(0) * 32 + get_global_id(0);
            if (at < batch)
                y[yStart + at] = x[xStart + at] * w[wStart] + (float)(get_local_size(0) + 100 * get_num_groups(1) + 1000 * get_num_groups(2));
        }

        __kernel void count(__global float* y, long yStart, int batch)
        {
            y[yStart + get_global_id(0)] += (float)batch;
        }
        """;

    [OpenClFact]
    public void It_has_a_name_and_a_number()
    {
        using var device = Open();
        Assert.Equal(Device.OpenCL(0), device.Device);
        Assert.Equal(Device.OpenCL(0).Description, device.Name);
        Assert.NotEmpty(device.Name);
        Assert.Equal(GpuLanguage.OpenCl, device.Language);
        Assert.False(device.CanCapture);
        Assert.Contains(Device.OpenCL(0), Device.All);
    }

    [OpenClFact]
    public void A_kernel_gets_places_with_offsets_and_the_batch_and_covers_its_grid()
    {
        using var device = Open();
        var weigh = device.Load(Text(Source), [("weigh", Threads)])[0];
        const int Count = 2 * 3 * 4 * Threads;
        var x = device.Allocate(sizeof(float) * (Count + 5), "input");
        var w = device.Allocate(sizeof(float) * 8, "weights");
        var y = device.Allocate(sizeof(float) * (Count + 7), "output");
        device.Fill(new GpuPlace(y, 0), y.Bytes, BitConverter.SingleToUInt32Bits(-1));
        Upload(device, x, 5, Enumerable.Range(0, Count).Select(i => (float)i).ToArray());
        Upload(device, w, 3, [0.5f]);

        device.Launch(weigh, new GpuGrid(2, 3, 4), [new(x, 4 * 5), new(w, 4 * 3), new(y, 4 * 7)], Count - 1);

        var result = Download(device, y, 0, Count + 7);
        Assert.All(result[..7], value => Assert.Equal(-1, value));
        Assert.Equal(Enumerable.Range(0, Count - 1).Select(i => i * 0.5f + Threads + 100 * 3 + 1000 * 4), result[7..^1]);
        Assert.Equal(-1, result[^1]);
    }

    [OpenClFact]
    public void What_is_asked_for_runs_in_order()
    {
        using var device = Open();
        var count = device.Load(Text(Source), [("count", Threads)])[0];
        var y = device.Allocate(sizeof(float) * Threads, "output");
        device.Fill(new GpuPlace(y, 0), y.Bytes, 0);
        for (var i = 1; i <= 100; i++)
            device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], i);
        device.Synchronize();
        Assert.All(Download(device, y, 0, Threads), value => Assert.Equal(5050, value));
    }

    [OpenClFact]
    public void Fills_and_copies_touch_what_they_are_given_and_no_more()
    {
        using var device = Open();
        var buffer = device.Allocate(64, "test");
        device.Fill(new GpuPlace(buffer, 0), 64, 0x3F800000); // 1
        device.Fill(new GpuPlace(buffer, 8), 12, 0x40000000); // 2
        Upload(device, buffer, 7, [5, 6]);
        Assert.Equal([1, 1, 2, 2, 2, 1, 1, 5, 6, 1, 1, 1, 1, 1, 1, 1], Download(device, buffer, 0, 16));
        Assert.Equal([2, 1], Download(device, buffer, 4, 2));
        device.Upload(new GpuPlace(buffer, 64), null, 0);
        device.Download(null, new GpuPlace(buffer, 64), 0);
        device.Fill(new GpuPlace(buffer, 64), 0, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Fill(new GpuPlace(buffer, 60), 8, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Upload(new GpuPlace(buffer, -4), null, 8));
        Assert.Throws<ArgumentException>(() => device.Fill(new GpuPlace(buffer, 0), 6, 0));
    }

    [OpenClFact]
    public void A_text_that_does_not_compile_is_refused_with_what_the_compiler_says()
    {
        using var device = Open();
        var exception = Assert.Throws<GpuException>(() => device.Load(Text("__kernel void broken(__global float* y) { y[0] = undeclared_thing; }"), [("broken", 1)]));
        Assert.StartsWith($"clBuildProgram failed on opencl:0 ({device.Name}): CL_BUILD_PROGRAM_FAILURE (-11).\n", exception.Message, StringComparison.Ordinal);
        Assert.Contains("undeclared_thing", exception.Message, StringComparison.Ordinal);
    }

    [OpenClFact]
    public void A_kernel_that_the_text_lacks_is_named()
    {
        using var device = Open();
        var exception = Assert.Throws<GpuException>(() => device.Load(Text(Source), [("weigh", Threads), ("absent", Threads)]));
        Assert.Equal("clCreateKernel failed: CL_INVALID_KERNEL_NAME (-46). It was asked for the kernel 'absent'.", exception.Message);
    }

    [OpenClFact]
    public void A_kernel_with_more_threads_than_the_device_has_is_named()
    {
        using var device = Open();
        var exception = Assert.Throws<GpuException>(() => device.Load(Text(Source), [("weigh", 1 << 20)]));
        Assert.Contains("'weigh' was written for groups of 1048576 threads", exception.Message, StringComparison.Ordinal);
    }

    [OpenClFact]
    public void A_text_without_its_last_zero_byte_is_refused()
    {
        using var device = Open();
        Assert.Throws<ArgumentException>(() => device.Load("__kernel void f() {}"u8, [("f", 1)]));
    }

    [OpenClFact]
    public void A_buffer_larger_than_the_device_allows_is_refused_with_both_numbers()
    {
        using var device = Open();
        var largest = ((OpenClInfo)OpenClDriver.Catalog.Current.Devices[0]).LargestBuffer;
        var exception = Assert.Throws<InsufficientMemoryException>(() => device.Allocate(largest + 1, "arena"));
        Assert.Equal($"The arena takes {largest + 1} bytes; the largest buffer of opencl:0 ({device.Name}) has {largest}. Use a smaller BatchSize.", exception.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Allocate(0, "arena"));
    }

    [OpenClFact]
    public void Buffers_are_freed_once()
    {
        using var device = Open();
        var buffer = device.Allocate(16, "test");
        device.Free(buffer);
        Assert.Throws<ArgumentException>(() => device.Free(buffer));
        device.Free(default);
    }

    [OpenClFact]
    public void After_Dispose_nothing_runs_and_freeing_is_nothing()
    {
        var device = Open();
        var buffer = device.Allocate(16, "test");
        device.Load(Text(Source), [("weigh", Threads)]);
        device.Dispose();
        device.Dispose();
        device.Free(buffer);
        Assert.Throws<ObjectDisposedException>(() => device.Allocate(16, "test"));
        Assert.Throws<ObjectDisposedException>(device.Synchronize);
    }

    [OpenClFact]
    public void Two_threads_may_use_one_device_and_two_devices_stand_side_by_side()
    {
        using var first = Open();
        using var second = Open();
        Parallel.For(0, 8, i =>
        {
            var device = i % 2 == 0 ? first : second;
            var count = device.Load(Text(Source), [("count", Threads)])[0];
            var y = device.Allocate(sizeof(float) * Threads, "output");
            device.Fill(new GpuPlace(y, 0), y.Bytes, 0);
            for (var k = 0; k < 50; k++)
                device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], i + 1);
            Assert.All(Download(device, y, 0, Threads), value => Assert.Equal(50 * (i + 1), value));
            device.Free(y);
        });
    }

    /// <summary>Those before the timing ran on another queue, and yet before them.</summary>
    [OpenClFact]
    public void Launches_and_fills_have_times_and_keep_their_order()
    {
        using var device = Open();
        var count = device.Load(Text(Source), [("count", Threads)])[0];
        var y = device.Allocate(sizeof(float) * Threads, "output");
        device.Fill(new GpuPlace(y, 0), y.Bytes, 0);
        for (var i = 1; i <= 100; i++)
            device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], i);
        for (var timing = 0; timing < 2; timing++)
        {
            var start = Stopwatch.GetTimestamp();
            device.StartTiming();
            device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], 1);
            device.Fill(new GpuPlace(y, 0), sizeof(float), BitConverter.SingleToUInt32Bits(7));
            device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], 2);
            var times = device.StopTiming();
            var wall = Stopwatch.GetTimestamp() - start;

            Assert.True(device.HasTimes);
            Assert.Equal(3, times.Length);
            Assert.Equal(0, times[0].Begin);
            Assert.All(times, time => Assert.True(time.Ticks > 0));
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Begin, $"{pair.First} reaches into {pair.Second}"));
            Assert.True(times[2].End <= wall, $"{times[2]} is more than {wall}");
        }

        device.Launch(count, new GpuGrid(1, 1, 1), [new(y, 0)], 1);
        Assert.Equal([10, .. Enumerable.Repeat(5050f + 2 * 3 + 1, Threads - 1)], Download(device, y, 0, Threads));
    }

    private static GpuDevice Open() => OpenClDriver.Catalog.Current.Devices[0].Open();

    private static byte[] Text(string source) => Encoding.UTF8.GetBytes(source + '\0');

    private static void Upload(GpuDevice device, GpuBuffer target, int at, float[] values)
    {
        fixed (float* source = values)
            device.Upload(new GpuPlace(target, sizeof(float) * at), source, sizeof(float) * values.Length);
        Array.Fill(values, float.NaN); // it is free at once
    }

    private static float[] Download(GpuDevice device, GpuBuffer source, int at, int count)
    {
        var values = new float[count];
        fixed (float* target = values)
            device.Download(target, new GpuPlace(source, sizeof(float) * at), sizeof(float) * count);
        return values;
    }
}
