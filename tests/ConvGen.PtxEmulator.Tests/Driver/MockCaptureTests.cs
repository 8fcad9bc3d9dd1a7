namespace ConvGen.Tests.Ptx;

[Collection(MockDriverCollection.Name)]
public sealed unsafe class MockCaptureTests
{
    [Fact]
    public void A_graph_replays_what_was_captured_with_its_arguments()
    {
        Cuda.Start();
        var (kernel, stream, a, b) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Stream(), Cuda.Allocate(128), Cuda.Allocate(128));
        Cuda.Upload(a, new float[32]);
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, stream, a, b));
        Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
        Cuda.Ok(Cuda.BeginCapture(stream));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, stream, b, a));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, stream, a, b));
        Cuda.Ok(Cuda.EndCapture(stream, out var graph));
        Assert.Equal(1, MockCuda.Launches);
        var exec = Cuda.Instantiate(graph);
        Cuda.Ok(Cuda.With("cuGraphDestroy", graph));
        Cuda.Ok(Cuda.With("cuGraphUpload", exec, stream));
        for (var i = 0; i < 3; i++)
            Cuda.Ok(Cuda.With("cuGraphLaunch", exec, stream));
        Assert.Equal(1, MockCuda.Launches);
        Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
        Assert.Equal(7, MockCuda.Launches);
        Assert.Equal(7, Cuda.Download(b, 32)[31]);
        Cuda.Ok(Cuda.With("cuGraphExecDestroy", exec));
        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void Allocation_in_a_capture_spoils_it()
    {
        Cuda.Start();
        var stream = Cuda.Stream();
        Cuda.Ok(Cuda.BeginCapture(stream));
        Assert.Equal(CudaError.StreamCaptureUnsupported, Cuda.Allocate(out _, 64));
        Assert.Equal(CudaError.StreamCaptureInvalidated, Cuda.EndCapture(stream, out var graph));
        Assert.Equal(0, graph);
        Assert.Single(MockCuda.Findings);
        // A relaxed capture lets it be.
        Cuda.Ok(Cuda.BeginCapture(stream, 2));
        Assert.Equal(0, Cuda.Allocate(out _, 64));
        Cuda.Ok(Cuda.EndCapture(stream, out _));
    }

    [Fact]
    public void Waiting_in_a_capture_spoils_it()
    {
        Cuda.Start();
        var stream = Cuda.Stream();
        Cuda.Ok(Cuda.BeginCapture(stream));
        Assert.Equal(CudaError.StreamCaptureUnsupported, Cuda.With("cuStreamSynchronize", stream));
        Assert.Equal(CudaError.StreamCaptureInvalidated, Cuda.EndCapture(stream, out _));
    }

    [Fact]
    public void Loading_in_a_capture_spoils_it()
    {
        Cuda.Start();
        var stream = Cuda.Stream();
        Cuda.Ok(Cuda.BeginCapture(stream));
        Assert.Equal(CudaError.StreamCaptureUnsupported, Cuda.Load(MockCudaTests.AddOne, out _, out _));
        Assert.Equal(CudaError.StreamCaptureInvalidated, Cuda.EndCapture(stream, out _));
    }

    [Fact]
    public void The_default_stream_is_not_captured()
    {
        Cuda.Start();
        Assert.Equal(CudaError.StreamCaptureUnsupported, Cuda.BeginCapture(0));
    }

    [Fact]
    public void The_default_stream_disturbs_the_capture_of_a_stream_that_keeps_order_with_it()
    {
        Cuda.Start();
        var (blocking, independent, a) = (Cuda.Stream(0), Cuda.Stream(1), Cuda.Allocate(4));
        Cuda.Ok(Cuda.BeginCapture(independent));
        Cuda.Ok(Cuda.Fill(a, 1, 1, 0));
        Cuda.Ok(Cuda.EndCapture(independent, out _));
        Cuda.Ok(Cuda.BeginCapture(blocking));
        Assert.Equal(CudaError.StreamCaptureImplicit, Cuda.Fill(a, 1, 1, 0));
        Assert.Equal(CudaError.StreamCaptureInvalidated, Cuda.EndCapture(blocking, out _));
    }

    [Fact]
    public void A_first_launch_in_a_capture_is_reported()
    {
        Cuda.Start();
        var (kernel, stream, a) = (Cuda.Kernel(MockCudaTests.AddOne), Cuda.Stream(), Cuda.Allocate(128));
        Cuda.Ok(Cuda.BeginCapture(stream));
        Cuda.Ok(Cuda.Launch(kernel, 1, 32, stream, a, a));
        Cuda.Ok(Cuda.EndCapture(stream, out _));
        Assert.Contains("first in a capture", Assert.Single(MockCuda.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_drawn_in_must_be_waited_for()
    {
        Cuda.Start();
        var (first, second, fork, join, a) = (Cuda.Stream(), Cuda.Stream(), Cuda.Event(), Cuda.Event(), Cuda.Allocate(4));
        foreach (var joined in new[] { true, false })
        {
            Cuda.Ok(Cuda.BeginCapture(first));
            Cuda.Ok(Cuda.With("cuEventRecord", fork, first));
            Cuda.Ok(Cuda.WaitEvent(second, fork));
            Cuda.Ok(Cuda.Fill(a, 7, 1, second));
            Cuda.Ok(Cuda.With("cuEventRecord", join, second));
            if (joined)
                Cuda.Ok(Cuda.WaitEvent(first, join));
            Assert.Equal(joined ? 0 : CudaError.StreamCaptureUnjoined, Cuda.EndCapture(first, out var graph));
            if (joined)
            {
                Cuda.Ok(Cuda.With("cuGraphLaunch", Cuda.Instantiate(graph), first));
                Cuda.Ok(Cuda.Synchronize());
                Assert.Equal(7u, BitConverter.SingleToUInt32Bits(Cuda.Download(a, 1)[0]));
            }
        }
    }

    [Fact]
    public void A_captured_copy_reads_pinned_memory_at_every_launch()
    {
        Cuda.Start();
        var (stream, a) = (Cuda.Stream(), Cuda.Allocate(4));
        var host = Cuda.HostAllocate(1);
        Cuda.Ok(Cuda.BeginCapture(stream));
        Cuda.Ok(Cuda.UploadAsync(a, host, 4, stream));
        Cuda.Ok(Cuda.EndCapture(stream, out var graph));
        var exec = Cuda.Instantiate(graph);
        for (var i = 0; i < 2; i++)
        {
            *host = i;
            Cuda.Ok(Cuda.With("cuGraphLaunch", exec, stream));
            Cuda.Ok(Cuda.With("cuStreamSynchronize", stream));
            Assert.Equal(i, Cuda.Download(a, 1)[0]);
        }

        Cuda.Ok(Cuda.HostFree(host));
        Assert.Empty(MockCuda.Findings);
    }
}
