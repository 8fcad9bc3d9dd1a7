using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Determinism;

/// <summary>Predict, TrainStep and an optimiser's step allocate nothing on the managed heap once warm, on no thread.</summary>
[Collection(SerialTests.Name)]
public sealed class AllocationTests
{
    private const int Calls = 20;
    private const int Attempts = 5;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(1, true)]
    public void Nothing_is_allocated_after_warming_up(int threads, bool profiled)
    {
        using var network = new LeNet5(new NetworkOptions { BatchSize = 8, Threads = threads, Profile = profiled ? new ExecutionProfile() : null });
        var optimizer = new Sgd(0.01f, momentum: 0.9f);
        var images = new Numbers(1).Uniform(8 * 28 * 28);
        var outputs = new float[8 * 10];
        int[] labels = [0, 1, 2, 3, 4, 5, 6, 7];
        void Call()
        {
            network.Predict(images, outputs);
            network.TrainStep(images, labels);
            optimizer.Step(network.Parameters);
        }

        for (var call = 0; call < Calls; call++)
            Call();

        // The process's own threads may allocate now and then; the network's would in every attempt.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var total = GC.GetTotalAllocatedBytes(precise: true);
            var own = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < Calls; call++)
                Call();
            own = GC.GetAllocatedBytesForCurrentThread() - own;
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - total);
            // Only now: an assertion itself allocates.
            Assert.Equal(0, own);
        }

        Assert.Equal(0, least);
    }
}
