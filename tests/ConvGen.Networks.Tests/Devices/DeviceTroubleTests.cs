using ConvGen.Tests.Ptx;
using static ConvGen.Tests.Devices.TrainedNetworks;

namespace ConvGen.Tests.Devices;

/// <summary>What a driver refuses in the middle of work, and what becomes of the network then.</summary>
[Collection(DriversCollection.Name)]
public sealed class DeviceTroubleTests
{
    private const int Steps = 5;

    /// <summary>Launches are as good as a recording of them, but for the time they take.</summary>
    [Theory]
    [InlineData("cuStreamBeginCapture_v2", CudaError.NotSupported)]
    [InlineData("cuLaunchKernel", CudaError.StreamCaptureUnsupported)]
    [InlineData("cuStreamEndCapture", CudaError.OutOfMemory)]
    [InlineData("cuGraphInstantiateWithFlags", CudaError.OutOfMemory)]
    [InlineData("cuGraphLaunch", CudaError.OutOfMemory)]
    public void A_step_that_is_not_recorded_runs_all_the_same(string call, int code)
    {
        using var processor = Create(Device.Cpu, "Plain");
        using var device = Create(Device.Cuda(0), "Plain");
        var (one, other) = (new Sgd(0.05f, momentum: 0.9), new Sgd(0.05f, momentum: 0.9));
        var lines = Said(() =>
        {
            for (var step = 0; step < Steps; step++)
            {
                // The step before ran launch by launch, with the addresses that an optimiser's first step has changed.
                if (step == 2)
                    MockCuda.FailNext(call, code);
                Near([Train(processor, one, step)], [Train(device, other, step)], "loss");
                Near(Predict(processor), Predict(device), "scores");
            }
        });
        CheckParameters(processor, device);
        Assert.Equal($"ConvGen: Plain: cuda:0 does without recorded launches, which takes longer ({call} failed: {CudaError.Name(code)} ({code}), {CudaError.Name(code)}).", Assert.Single(lines));
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>Whatever follows it fails too, and what was computed so far is worth nothing.</summary>
    [Fact]
    public void A_fault_while_a_step_is_recorded_is_an_exception()
    {
        using var device = Create(Device.Cuda(0), "Plain");
        device.TrainStep(Images(0), Labels(0));
        MockCuda.FailNext("cuGraphInstantiateWithFlags", CudaError.IllegalAddress);
        Assert.Empty(Said(() => Assert.Throws<GpuException>(() => device.TrainStep(Images(0), Labels(0)))));
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>The lines on standard error while something runs.</summary>
    private static string[] Said(Action run)
    {
        var (error, text) = (Console.Error, new StringWriter());
        Console.SetError(text);
        try
        {
            run();
        }
        finally
        {
            Console.SetError(error);
        }

        return text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
