using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Networks;

/// <summary>Managed memory: none in steady state. Native memory: all of it comes back.</summary>
[Collection(SerialTests.Name)]
public sealed class NetworkMemoryTests
{
    private static readonly float[] s_images = [.. Enumerable.Range(0, 4 * DenseProgram.In).Select(i => i * 0.1f)];
    private static readonly int[] s_labels = [0, 2, 1, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steady_state_allocates_nothing(int threads)
    {
        using var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Threads = threads });
        using var regression = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Threads = threads }, labels: false);
        var outputs = new float[12];
        var ones = new float[12];
        void Work()
        {
            core.Predict(s_images, outputs);
            core.TrainStep(s_images, s_labels);
            _ = core.InputGradient.Values[0];
            core.TestStep(s_images, s_labels, outputs);
            regression.TrainStep(s_images, ones);
            regression.TestStep(s_images, ones, outputs);
            _ = core.Forward(s_images, training: true).Values[0];
            core.Backward(ones);
        }

        for (var i = 0; i < 50; i++)
            Work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Dispose_frees_every_buffer_and_ends_every_thread()
    {
        CollectGarbage();
        var before = NativeBuffer.Live;
        var threads = Worker.Alive;
        using (var core = DenseProgram.Create(new NetworkOptions { BatchSize = 4, Threads = 2 }))
            UseEverything(core);
        Assert.Equal(before, NativeBuffer.Live);
        Assert.Equal(threads, Worker.Alive);
    }

    [Fact]
    public void A_forgotten_network_is_freed_by_the_collector()
    {
        CollectGarbage();
        var before = NativeBuffer.Live;
        var threads = Worker.Alive;
        Forget();
        Assert.True(NativeBuffer.Live > before);
        CollectGarbage();
        Assert.Equal(before, NativeBuffer.Live);
        // The finalizer tells the threads to end and does not wait for them.
        Assert.True(SpinWait.SpinUntil(() => Worker.Alive == threads, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_failed_load_frees_its_staging_buffer()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var core = DenseProgram.Create();
            var before = NativeBuffer.Live;
            Assert.Throws<WeightsFormatException>(() => core.LoadWeights(path));
            Assert.Equal(before, NativeBuffer.Live);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget() => UseEverything(DenseProgram.Create(new NetworkOptions { BatchSize = 4, Threads = 2 }));

    private static void UseEverything(NetworkCore core)
    {
        core.TrainStep(s_images, s_labels);
        _ = core.InputGradient.ToArray();
        _ = core.Forward(s_images, training: true).ToArray();
        core.Backward(new float[12]);
    }

    private static void CollectGarbage()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
