using ConvGen.Tests.Ptx;
using Xunit.Abstractions;
using static ConvGen.Tests.Devices.TrainedNetworks;

namespace ConvGen.Tests.Devices;

/// <summary>Training on a device beside training on the processor: what optimisers do there, and what comes back when somebody asks.</summary>
[Collection(DriversCollection.Name)]
public sealed class DeviceTrainingTests(ITestOutputHelper output)
{
    private const int Steps = 4;

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    private static readonly Dictionary<string, Func<Optimizer>> s_rules = new(StringComparer.Ordinal)
    {
        ["Sgd"] = () => new Sgd(0.05f, weightDecay: 0.01),
        ["Sgd with momentum"] = () => new Sgd(0.05f, momentum: 0.9, weightDecay: 0.01),
        ["Nesterov"] = () => new Sgd(0.05f, momentum: 0.9, nesterov: true),
        ["Adam"] = () => new Adam(0.01f, weightDecay: 0.01),
        ["AdamW"] = () => new AdamW(0.01f, weightDecay: 0.1),
        ["clipped, on the processor"] = () => new Sgd(0.05f, momentum: 0.9) { ClipNorm = 0.5f },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Training_on_a_device_is_training_on_the_processor(string rule)
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        Assert.Equal(Device.Cuda(0), device.Device);
        var (one, other) = (s_rules[rule](), s_rules[rule]());
        var frozen = device.Parameters["frozen.weight"].GetValues();
        for (var step = 0; step < Steps; step++)
        {
            Near([Train(processor, one, step)], [Train(device, other, step)], "loss");
            if (step == 1)
                CheckParameters(processor, device);
        }

        CheckParameters(processor, device);
        Assert.Equal(frozen, device.Parameters["frozen.weight"].GetValues());
        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void An_optimisers_state_comes_back_and_goes_there_again()
    {
        var file = Path.GetTempFileName();
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        var (one, first) = (new Adam(0.01f), new Adam(0.01f));
        for (var step = 0; step < 2; step++)
            (_, _) = (Train(processor, one, step), Train(device, first, step));
        first.SaveState(file);
        var second = new Adam(0.01f);
        second.LoadState(file, device.Parameters);
        File.Delete(file);
        for (var step = 2; step < Steps; step++)
            (_, _) = (Train(processor, one, step), Train(device, second, step));
        CheckParameters(processor, device);
    }

    /// <summary>Whoever holds the span may write to it between passes, and reads there what the device made.</summary>
    [Fact]
    public void A_span_of_values_is_the_parameters()
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        var (one, other) = (new Sgd(0.05f, momentum: 0.9), new Sgd(0.05f, momentum: 0.9));
        var here = processor.Parameters.Values;
        var there = device.Parameters.Values;
        for (var step = 0; step < Steps; step++)
        {
            (_, _) = (Train(processor, one, step), Train(device, other, step));
            Near(here, there, "values");
            foreach (var range in processor.Parameters.TrainableRanges)
                for (var i = range.Start.Value; i < range.End.Value; i++)
                    (here[i], there[i]) = (here[i] * 0.9f, there[i] * 0.9f);
        }

        CheckParameters(processor, device);
    }

    /// <summary>Gradients that were changed here, as an all-reduce does, are those of the step.</summary>
    [Fact]
    public void A_step_takes_the_gradients_that_somebody_changed()
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        foreach (var network in new[] { processor, device })
        {
            network.TrainStep(Images(0), Labels(0));
            foreach (ref var gradient in network.Parameters.Gradients)
                gradient *= 0.5f;
            new Sgd(0.1f).Step(network.Parameters);
        }

        CheckParameters(processor, device);
    }

    /// <summary>Forward, loss and backward are asked for in one call, the optimiser in another.</summary>
    [Fact]
    public void A_step_is_one_recording()
    {
        using var device = Create(Device.Cuda(0));
        var optimizer = new Sgd(0.05f);
        for (var step = 0; step < 3; step++)
            Train(device, optimizer, step);
        Assert.Equal(2, Recordings());
    }

    [Fact]
    public void Recordings_of_many_batch_sizes_do_not_pile_up()
    {
        using var device = Create(Device.Cuda(0), "Tiny", 80);
        var (most, outputs) = (0, new float[80]);
        foreach (var batch in Enumerable.Range(1, 80).Concat(Enumerable.Range(1, 80)))
        {
            var images = Enumerable.Range(0, batch).Select(image => (float)image).ToArray();

            // Training has gradients on the device besides: what was recorded before holds other addresses, or may.
            if (batch == 30)
                device.Forward(images, training: true);
            for (var time = 0; time < 2; time++)
            {
                device.Predict(images, outputs.AsSpan(0, batch));
                Assert.Equal(outputs[1 % batch] * (batch - 1), outputs[batch - 1], 1e-4f);
                most = Math.Max(most, Recordings());
            }
        }

        Assert.InRange(most, 40, 64);
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>Training takes a larger arena, so recordings of the old one must not run again.</summary>
    [Fact]
    public void What_was_recorded_before_training_is_not_run_after_it()
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        for (var time = 0; time < 3; time++)
            Near(Predict(processor), Predict(device), "scores");
        (_, _) = (Train(processor, new Sgd(0.05f), 0), Train(device, new Sgd(0.05f), 0));
        for (var time = 0; time < 3; time++)
            Near(Predict(processor), Predict(device), "scores after training");
        Assert.Empty(MockCuda.Findings);
    }

    /// <summary>What is made of frozen weights once is made again when somebody changes them.</summary>
    [Fact]
    public void Frozen_weights_that_somebody_changes_count_from_the_next_step_on()
    {
        using var processor = Create(Device.Cpu);
        using var device = Create(Device.Cuda(0));
        var (one, other) = (new Sgd(0.05f), new Sgd(0.05f));
        for (var step = 0; step < 3; step++)
        {
            (_, _) = (Train(processor, one, step), Train(device, other, step));
            foreach (var network in new[] { processor, device })
            {
                var weights = network.Parameters["frozen.weight"];
                weights.SetValues([.. weights.GetValues().Select((value, i) => value + (0.3f * ((i % 3) - 1)))]);
            }
        }

        CheckParameters(processor, device);
    }

    /// <summary>Transfer learning: what is made of a frozen backbone is made before the first step, and not for each.</summary>
    [Fact]
    public void What_is_made_of_frozen_weights_is_made_once()
    {
        using var device = Create(Device.Cuda(0), "Transfer");
        var gpu = (GpuNetwork)device.Parameters.Mirror!;
        var (optimizer, launches) = (new Sgd(0.05f), new List<long>());
        for (var step = 0; step < Steps; step++)
        {
            var before = MockCuda.Launches;
            Train(device, optimizer, step);
            gpu.Wait();
            launches.Add(MockCuda.Launches - before);
        }

        var prepared = gpu.Launches("TrainingPrepare", StepImages).Count;
        output.WriteLine($"{launches[0]} launches in the first step, {prepared} of them for frozen weights; {launches[^1]} in the last");
        Assert.InRange(prepared, 1, int.MaxValue);
        Assert.All(launches.Skip(1), count => Assert.Equal(launches[0] - prepared, count));
    }

    /// <summary>Both modes prepare into one memory; and frozen weights may change whenever somebody likes, while steps are replayed too.</summary>
    [Theory]
    [InlineData("Trained", "frozen.weight", false)]
    [InlineData("Transfer", "bn.weight", false)]
    [InlineData("Transfer", "bn.running_mean", false)]
    [InlineData("Transfer", "bn.weight", true)]
    public void Frozen_weights_may_change_between_steps_that_are_replayed(string network, string parameter, bool predicts)
    {
        using var processor = Create(Device.Cpu, network);
        using var device = Create(Device.Cuda(0), network);
        var (one, other) = (new Sgd(0.05f, momentum: 0.9), new Sgd(0.05f, momentum: 0.9));
        for (var step = 0; step < 3 * Steps; step++)
        {
            if (step % Steps == Steps - 1)
            {
                foreach (var each in new[] { processor, device })
                    each.Parameters[parameter].SetValues([.. each.Parameters[parameter].GetValues().Select((value, i) => value + (0.3f * ((i % 3) - 1)))]);
            }

            // Before the first step too: then both modes are of the same parameters.
            if (predicts)
                Near(Predict(processor), Predict(device), $"scores {step}");
            Near([Train(processor, one, step)], [Train(device, other, step)], $"loss {step}");
        }

        CheckParameters(processor, device);
        Assert.Empty(MockCuda.Findings);
    }

    [Fact]
    public void Frozen_weights_may_change_through_a_span()
    {
        using var processor = Create(Device.Cpu, "Transfer");
        using var device = Create(Device.Cuda(0), "Transfer");
        var (one, other) = (new Sgd(0.05f), new Sgd(0.05f));
        var here = processor.Parameters.Values;
        var there = device.Parameters.Values;
        for (var step = 0; step < Steps; step++)
        {
            Near([Train(processor, one, step)], [Train(device, other, step)], $"loss {step}");
            Shrink(here);
            Shrink(there);
        }

        CheckParameters(processor, device);

        static void Shrink(Span<float> values)
        {
            foreach (ref var value in values)
                value *= 0.9f;
        }
    }

    /// <summary>Clipping takes the step on the processor, and brings all parameters to the device: those that no step changes are as they were.</summary>
    [Fact]
    public void A_step_on_the_processor_leaves_frozen_weights_as_they_were()
    {
        using var device = Create(Device.Cuda(0), "Transfer");
        var (optimizer, launches) = (new Sgd(0.05f) { ClipNorm = 0.5f }, new List<long>());
        for (var step = 0; step < Steps; step++)
        {
            var before = MockCuda.Launches;
            Train(device, optimizer, step);
            launches.Add(MockCuda.Launches - before);
        }

        var prepared = ((GpuNetwork)device.Parameters.Mirror!).Launches("TrainingPrepare", StepImages).Count;
        Assert.All(launches.Skip(1), count => Assert.Equal(launches[0] - prepared, count));
    }

    private static int Recordings() =>
        MockCuda.Leaks.Where(leak => leak.EndsWith(" graph executables", StringComparison.Ordinal)).Select(leak => int.Parse(leak.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();
}
