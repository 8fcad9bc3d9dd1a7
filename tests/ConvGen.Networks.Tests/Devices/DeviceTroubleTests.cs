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

    /// <summary>
    /// Memory for training comes with the first step, and takes the place of inference's; where there is too little of it inference takes its own again, and may go on.
    /// </summary>
    [Theory]
    [InlineData("training arena")]
    [InlineData("gradient buffer")]
    public void A_network_that_cannot_train_still_predicts(string use)
    {
        const int most = 40;
        using var processor = Create(Device.Cpu, "Plain", most);
        using var memory = new LittleMemory();
        using (var device = Create(Device.Cuda(0), "Plain", most))
        {
            for (var time = 0; time < 3; time++)
                Near(Predict(processor), Predict(device), "scores");
            var plan = device.Description.Memory;
            var bytes = use == "gradient buffer" ? sizeof(float) * plan.Parameters : sizeof(float) * plan.TrainingArena(most);
            LittleMemory.Leave(use == "gradient buffer" ? sizeof(float) * (plan.TrainingArena(most) - plan.InferenceArena(most)) : 0);
            for (var time = 0; time < 2; time++)
            {
                var exception = Assert.Throws<InsufficientMemoryException>(() => device.TrainStep(Images(0), Labels(0)));
                Assert.StartsWith($"The {use} takes {bytes} bytes, more than cuda:0 (Mock GPU (PTX emulator)) gives (", exception.Message, StringComparison.Ordinal);
                for (var again = 0; again < 3; again++)
                    Near(Predict(processor), Predict(device), "scores after that");
            }

            Assert.Throws<InvalidOperationException>(() => device.Backward(new float[3 * StepImages]));
            LittleMemory.Leave(1 << 20);
            Near([processor.TrainStep(Images(0), Labels(0))], [device.TrainStep(Images(0), Labels(0))], "loss with more memory");
            Near(Predict(processor), Predict(device), "scores with more memory");
            LittleMemory.Leave(0);
        }

        // What there was for more images is enough for fewer.
        using var smaller = Create(Device.Cuda(0), "Plain", StepImages);
        using var alike = Create(Device.Cpu, "Plain", StepImages);
        var (one, other) = (new Sgd(0.05f), new Sgd(0.05f));
        for (var step = 0; step < 3; step++)
            Near([Train(alike, one, step)], [Train(smaller, other, step)], "loss of fewer images");
        CheckParameters(alike, smaller);
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>A step that finds no room for what its rule remembers has not been taken, and may be taken later.</summary>
    [Fact]
    public void A_step_that_finds_no_memory_is_none()
    {
        using var processor = Create(Device.Cpu, "Plain");
        using var memory = new LittleMemory();
        using var device = Create(Device.Cuda(0), "Plain");
        var (one, other) = (new Adam(0.01f), new Adam(0.01f));
        (_, _) = (processor.TrainStep(Images(0), Labels(0)), device.TrainStep(Images(0), Labels(0)));
        var plan = device.Description.Memory;
        LittleMemory.Leave((sizeof(float) * 2 * plan.Parameters) - 1);
        var exception = Assert.Throws<InsufficientMemoryException>(() => other.Step(device.Parameters));
        Assert.StartsWith($"The optimiser's state takes {sizeof(float) * plan.Parameters} bytes, more than cuda:0 ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Steps);
        CheckParameters(processor, device);
        LittleMemory.Leave(1 << 20);
        one.Step(processor.Parameters);
        other.Step(device.Parameters);
        for (var step = 1; step < 3; step++)
            Near([Train(processor, one, step)], [Train(device, other, step)], "loss");
        CheckParameters(processor, device);
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>Gradients are zeros before the first training pass; decay moves weights all the same.</summary>
    [Fact]
    public void A_step_may_come_before_any_pass()
    {
        using var processor = Create(Device.Cpu, "Plain");
        using var device = Create(Device.Cuda(0), "Plain");
        new Sgd(0.05f, weightDecay: 0.1).Step(processor.Parameters);
        new Sgd(0.05f, weightDecay: 0.1).Step(device.Parameters);
        CheckParameters(processor, device);
        Near(Predict(processor), Predict(device), "scores");
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

/// <summary>For as long as it lives the emulator's card may have less memory than usual.</summary>
internal sealed class LittleMemory : IDisposable
{
    private readonly long _usual = MockCuda.TotalMemory;

    /// <summary>What is taken now and so many bytes more are all that there is.</summary>
    public static void Leave(long bytes) => MockCuda.TotalMemory = MockCuda.AllocatedBytes + bytes;

    public void Dispose() => MockCuda.TotalMemory = _usual;
}
