namespace ConvGen.Tests.Ptx;

[Collection(MockDriverCollection.Name)]
public sealed unsafe class MockCudaTests
{
    /// <summary>p1[i] = p0[i] + 1.</summary>
    internal static string AddOne { get; } = Kernel.Text(2, """
        mul.wide.u32 %rd2, %r0, 4;
        add.s64 %rd3, %rd0, %rd2;
        add.s64 %rd4, %rd1, %rd2;
        ld.global.f32 %f0, [%rd3];
        add.f32 %f1, %f0, 0f3F800000;
        st.global.f32 [%rd4], %f1;
        """);

    [Fact]
    public void A_program_runs()
    {
        Cuda.Start();
        var kernel = Cuda.Kernel(AddOne);
        var (a, b) = (Cuda.Allocate(128), Cuda.Allocate(128));
        Cuda.Upload(a, [.. Enumerable.Range(0, 32).Select(i => (float)i)]);
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, 0, a, b));
        Assert.Equal(Enumerable.Range(1, 32).Select(i => (float)i), Cuda.Download(b, 32));
        Cuda.Ok(Cuda.Free(a));
        Assert.Equal(1, MockCuda.LiveAllocations);
        Cuda.Ok(Cuda.Free(b));
        Assert.Equal(0, MockCuda.LiveAllocations);
        Assert.Empty(MockCuda.Findings);
        Assert.Equal(["1 modules", "1 contexts"], MockCuda.Leaks);
        Assert.Equal(1, MockCuda.Launches);
        Assert.Equal(MockCuda.ThreadInstructions, MockCuda.Reports["k"].ThreadInstructions);
        Assert.Contains(MockCuda.Log, line => line.StartsWith("cuLaunchKernel k grid", StringComparison.Ordinal) && line.EndsWith("= 0", StringComparison.Ordinal));
    }

    [Fact]
    public void New_memory_is_poison()
    {
        Cuda.Start();
        Assert.All(Cuda.Download(Cuda.Allocate(64), 16), value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Asynchronous_work_waits_for_somebody_to_wait()
    {
        Cuda.Start();
        var (kernel, stream, a, b) = (Cuda.Kernel(AddOne), Cuda.Stream(), Cuda.Allocate(128), Cuda.Allocate(128));
        var host = Cuda.HostAllocate(32);
        Cuda.Ok(Cuda.Fill(a, BitConverter.SingleToUInt32Bits(2), 32, stream));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, stream, a, b));
        Cuda.Ok(Cuda.DownloadAsync(host, b, 128, stream));
        Assert.NotEqual(3, host[5]);
        Assert.Equal(0, MockCuda.Launches);
        Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
        Assert.Equal(3, host[5]);
        Cuda.Ok(Cuda.HostFree(host));
        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void A_query_moves_a_stream_on_until_it_is_ready()
    {
        Cuda.Start();
        var (stream, a) = (Cuda.Stream(), Cuda.Allocate(128));
        Cuda.Ok(Cuda.Fill(a, 0, 32, stream));
        Cuda.Ok(Cuda.Fill(a, 1, 32, stream));
        Assert.Equal([CudaError.NotReady, CudaError.NotReady, 0], Enumerable.Range(0, 3).Select(_ => Cuda.With("cuStreamQuery", stream)));
    }

    [Fact]
    public void Pageable_memory_is_read_at_once_and_pinned_memory_late()
    {
        Cuda.Start();
        var (stream, a) = (Cuda.Stream(), Cuda.Allocate(8));
        var pageable = 1f;
        Cuda.Ok(Cuda.UploadAsync(a, &pageable, 4, stream));
        pageable = 2;
        var pinned = Cuda.HostAllocate(1);
        *pinned = 1;
        Cuda.Ok(Cuda.UploadAsync(a + 4, pinned, 4, stream));
        *pinned = 2; // a bug in a program
        Cuda.Ok(Cuda.Synchronize());
        Assert.Equal([1f, 2f], Cuda.Download(a, 2));
        Cuda.Ok(Cuda.HostFree(pinned));
    }

    [Fact]
    public void Streams_are_ordered_by_events_only()
    {
        Cuda.Start();
        var (kernel, a, b) = (Cuda.Kernel(AddOne), Cuda.Allocate(128), Cuda.Allocate(128));
        foreach (var ordered in new[] { false, true })
        {
            Cuda.Upload(b, new float[32]);
            var (first, second, done) = (Cuda.Stream(), Cuda.Stream(), Cuda.Event());
            Cuda.Ok(Cuda.Fill(a, BitConverter.SingleToUInt32Bits(ordered ? 6 : 5), 32, first));
            Cuda.Ok(Cuda.With("cuEventRecord", done, first));
            if (ordered)
                Cuda.Ok(Cuda.WaitEvent(second, done));
            Cuda.Ok(Cuda.Launch(kernel, 1, 32, second, a, b));
            Cuda.Ok(Cuda.With("cuStreamSynchronize", second));
            Assert.Equal(ordered, Cuda.Download(b, 32)[3] == 7);
            Cuda.Ok(Cuda.With("cuEventDestroy_v2", done));
            Cuda.Ok(Cuda.With("cuStreamDestroy_v2", first));
            Cuda.Ok(Cuda.With("cuStreamDestroy_v2", second));
        }

        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void An_event_waits_for_its_stream()
    {
        Cuda.Start();
        var (stream, done, a) = (Cuda.Stream(), Cuda.Event(), Cuda.Allocate(4));
        var value = 0f;
        Cuda.Ok(Cuda.Fill(a, BitConverter.SingleToUInt32Bits(5), 1, stream));
        Cuda.Ok(Cuda.DownloadAsync(&value, a, 4, stream));
        Cuda.Ok(Cuda.With("cuEventRecord", done, stream));
        Assert.Equal(0, value);
        Cuda.Ok(Cuda.With("cuEventSynchronize", done));
        Assert.Equal(5, value);
    }

    [Theory]
    [InlineData("cuEventElapsedTime")]
    [InlineData("cuEventElapsedTime_v2")]
    public void Events_tell_the_time_between_them_once_the_stream_has_come_to_them(string name)
    {
        Cuda.Start();
        var (stream, begin, end, never, a) = (Cuda.Stream(), Cuda.Event(), Cuda.Event(), Cuda.Event(), Cuda.Allocate(1 << 20));
        Cuda.Ok(Cuda.With("cuEventRecord", begin, stream));
        Cuda.Ok(Cuda.Fill(a, 1, 1 << 18, stream));
        Cuda.Ok(Cuda.With("cuEventRecord", end, stream));
        Assert.Equal(CudaError.NotReady, Cuda.Elapsed(name, begin, end, out _));
        Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
        Cuda.Ok(Cuda.Elapsed(name, begin, end, out var milliseconds));
        Assert.InRange(milliseconds, 1e-4f, 1e4f);
        Assert.Equal(CudaError.InvalidHandle, Cuda.Elapsed(name, begin, never, out _));
        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void Events_that_were_made_without_times_tell_none()
    {
        Cuda.Start();
        var (stream, begin, end) = (Cuda.Stream(), Cuda.Event(), Cuda.Event(flags: 2));
        Cuda.Ok(Cuda.With("cuEventRecord", begin, stream));
        Cuda.Ok(Cuda.With("cuEventRecord", end, stream));
        Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
        Assert.Equal(CudaError.InvalidHandle, Cuda.Elapsed("cuEventElapsedTime", begin, end, out _));
        Assert.Contains("made without", Assert.Single(MockCuda.Findings).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_stream_keeps_order_with_blocking_streams()
    {
        Cuda.Start();
        var (blocking, a) = (Cuda.Stream(0), Cuda.Allocate(4));
        Cuda.Ok(Cuda.Fill(a, BitConverter.SingleToUInt32Bits(5), 1, blocking));
        Assert.Equal(5, Cuda.Download(a, 1)[0]);
        Cuda.Ok(Cuda.Fill(a, BitConverter.SingleToUInt32Bits(6), 1, 0));
        var value = 0f;
        Cuda.Ok(Cuda.DownloadAsync(&value, a, 4, blocking));
        Cuda.Ok(Cuda.With("cuStreamSynchronize", blocking));
        Assert.Equal(6, value);
    }

    [Fact]
    public void Entry_points_may_be_missing_and_may_fail()
    {
        Cuda.Start();
        Assert.Equal(0, MockCuda.Find("cuNoSuchThing"));
        MockCuda.Hide("cuGraphUpload");
        Assert.Equal(0, MockCuda.Find("cuGraphUpload"));
        MockCuda.FailNext("cuMemAlloc_v2", CudaError.OutOfMemory);
        Assert.Equal(CudaError.OutOfMemory, Cuda.Allocate(out _, 64));
        Assert.Equal(0, Cuda.Allocate(out _, 64));
        MockCuda.Reset();
        Assert.NotEqual(0, MockCuda.Find("cuGraphUpload"));
    }

    [Fact]
    public void A_call_before_cuInit_fails()
    {
        MockCuda.Reset();
        Assert.Equal(CudaError.NotInitialized, Cuda.Allocate(out _, 64));
    }

    [Fact]
    public void There_may_be_no_device()
    {
        MockCuda.Reset();
        MockCuda.DeviceCount = 0;
        Assert.Equal(CudaError.NoDevice, Cuda.Init());
    }

    [Fact]
    public void A_thread_without_the_context_is_told_so()
    {
        Cuda.Start();
        var code = 0;
        var thread = new Thread(() => code = Cuda.Allocate(out _, 64));
        thread.Start();
        thread.Join();
        Assert.Equal(CudaError.InvalidContext, code);
        Assert.Contains("no context is current", Assert.Single(MockCuda.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_can_run_out()
    {
        Cuda.Start();
        MockCuda.TotalMemory = 1000;
        Assert.Equal(0, Cuda.Allocate(out _, 900));
        Assert.Equal(CudaError.OutOfMemory, Cuda.Allocate(out _, 200));
    }

    [Fact]
    public void Nothing_escapes_from_a_call()
    {
        Cuda.Start();
        Assert.Equal(CudaError.Unknown, ((delegate* unmanaged[Cdecl]<int*, int>)MockCuda.Find("cuDriverGetVersion"))(null));
        Assert.Contains("the mock failed", Assert.Single(MockCuda.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_that_are_no_buffers_are_refused()
    {
        Cuda.Start();
        var (a, value) = (Cuda.Allocate(64), 0f);
        Assert.Equal(CudaError.InvalidValue, Cuda.UploadAsync(a + 61, &value, 4, 0));
        Assert.Equal(CudaError.InvalidValue, Cuda.DownloadAsync(&value, a - 4, 4, 0));
        Assert.Equal(CudaError.InvalidValue, Cuda.Fill(a, 0, 17, 0));
        Assert.Equal(CudaError.InvalidHandle, Cuda.Fill(a, 0, 16, 1234));
        Assert.Equal(4, MockCuda.Findings.Count);
    }

    [Fact]
    public void Memory_is_freed_once()
    {
        Cuda.Start();
        var a = Cuda.Allocate(64);
        Cuda.Ok(Cuda.Free(a));
        Assert.Equal(CudaError.InvalidValue, Cuda.Free(a));
        Assert.Contains("any more", Assert.Single(MockCuda.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launch_on_freed_memory_is_a_fault_and_the_error_stays()
    {
        Cuda.Start();
        var (kernel, a, b) = (Cuda.Kernel(AddOne), Cuda.Allocate(128), Cuda.Allocate(128));
        Cuda.Ok(Cuda.Free(a));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, 0, a, b));
        Assert.Equal(CudaError.IllegalAddress, Cuda.Synchronize());
        Assert.Equal(FindingKind.GlobalFreed, Assert.Single(MockCuda.Findings).Kind);
        Assert.Equal(CudaError.IllegalAddress, Cuda.Allocate(out _, 64));
    }
}
