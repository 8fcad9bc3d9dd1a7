using System.Diagnostics;
using ConvGen.Tests.Harness;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Devices;

/// <summary>Profiles of networks on devices: all that ran is in them, with times, and what was computed is the same to the bit.</summary>
[Collection(DriversCollection.Name)]
public sealed class DeviceProfileTests
{
    private const int Batch = 3, Inputs = 12 * 12 * 4, Steps = 3;

    // Of 3·3·32 terms the second convolution's sums are made in parts for few images; the normalisation takes statistics, for whole sums and for parts.
    private static readonly Lazy<System.Reflection.Assembly> s_networks = new(() => GeneratedAssembly.Compile(GeneratedAssembly.Declare("Profiled", [("Profiled.cs", """
        using ConvGen;

        [Network]
        [Input(12, 12, 4)]
        [Conv2D(32, 3, Padding = Padding.Same, UseBias = false, Name = "conv1")]
        [BatchNormalization(Name = "bn1")]
        [ReLU]
        [MaxPooling2D(2, Name = "pool")]
        [Conv2D(32, 3, Padding = Padding.Same, Activation = Activation.ReLU, Name = "conv2")]
        [BatchNormalization(Name = "bn2")]
        [Conv2D(8, 1, Trainable = false, Name = "frozen")]
        [Flatten]
        [Dense(5, Name = "scores")]
        [SparseCategoricalCrossentropy]
        public sealed partial class Profiled;
        """)]), "cuda,opencl").Assembly);

    [Fact]
    public void A_network_on_CUDA_has_a_table_and_computes_the_same_bits()
    {
        var entries = Check(Device.Cuda(0));
        Assert.Equal(0, Recordings());
        Assert.Empty(MockCuda.Findings);
        Assert.Contains(entries, entry => entry is { Kernel: "conv2 forward fold", Segment: "Training Forward" });
        Assert.Contains(entries, entry => entry.Kernel.EndsWith(" statistics", StringComparison.Ordinal));
    }

    [OpenClFact]
    public void A_network_on_OpenCL_has_a_table_and_computes_the_same_bits() => Check(Device.OpenCL(0));

    [Fact]
    public void A_driver_without_times_gives_a_table_too()
    {
        using var driver = new DriverWithoutTimes();
        var profile = new ExecutionProfile();
        Check(Device.Cuda(0), profile);
        Assert.Contains("; times are the host's", profile.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Every launch that the mock's driver was asked for, and none besides.</summary>
    [Fact]
    public void Every_launch_is_counted()
    {
        var profile = new ExecutionProfile();
        using var network = Create(Device.Cuda(0), profile);
        var before = MockCuda.Launches;

        Train(network, new Adam(0.01f), Steps);

        Assert.Equal(MockCuda.Launches - before, profile.Entries.Where(entry => entry.Kernel != "clear gradients").Sum(entry => entry.Calls));
        Assert.Equal(Steps, profile.Entries.Single(entry => entry.Kernel == "clear gradients").Calls);
        Assert.Equal(sizeof(float) * (long)network.Description.Memory.Parameters * Steps, profile.Entries.Single(entry => entry.Kernel == "clear gradients").Bytes);
        Assert.Equal(["Adam step", "Training Backward", "Training Forward", "Training Loss", "Training Prepare"], profile.Entries.Select(entry => entry.Segment).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reset_starts_afresh()
    {
        var profile = new ExecutionProfile();
        using var network = Create(Device.Cuda(0), profile);
        var scores = new float[5 * Batch];
        network.Predict(Images(0), scores);
        network.Predict(Images(0), scores);
        var first = profile.Entries;
        profile.Reset();
        Assert.Empty(profile.Entries);
        Assert.Equal("", profile.ToString());

        network.Predict(Images(0).AsSpan(0, Inputs), scores.AsSpan(0, 5));

        // Frozen weights stay prepared; one image instead of three takes other launches of some products, with a third of the work.
        Assert.All(profile.Entries, entry => Assert.Equal(1, entry.Calls));
        Assert.Equal(first.Single(entry => entry.Kernel == "conv1 forward").Operations, 6 * profile.Entries.Single(entry => entry.Kernel == "conv1 forward").Operations);
        Assert.Equal(Published(network, "conv2"), profile.Entries.Where(entry => entry.Kernel.StartsWith("conv2", StringComparison.Ordinal)).Sum(entry => entry.Operations));
    }

    /// <summary>Of conv2 for three images: two parts of 36 pixels and 32 channels each, which the fold reads beside the bias; it writes the map, and three numbers of each 32 rows.</summary>
    [Fact]
    public void Parts_are_counted_as_many_as_there_are()
    {
        const int Map = sizeof(float) * 6 * 6 * 32;
        var profile = new ExecutionProfile();
        using var network = Create(Device.Cuda(0), profile);
        Train(network, new Sgd(0.05f), Steps);
        var fold = profile.Entries.Single(entry => entry is { Segment: "Training Forward", Kernel: "conv2 forward fold" });
        Assert.Equal(Steps * ((Batch * ((2 * Map) + Map + (Map * 3 / 32))) + (sizeof(float) * 32)), fold.Bytes);
    }

    /// <summary>What is made of parameters is the same for any number of images.</summary>
    [Fact]
    public void Work_that_has_nothing_to_do_with_images_is_counted_once_a_call()
    {
        var (device, processor) = (new ExecutionProfile(), new ExecutionProfile());
        foreach (var (where, profile) in new[] { (Device.Cuda(0), device), (Device.Cpu, processor) })
        {
            using var network = Create(where, profile);
            network.Predict(Images(0), new float[5 * Batch]);
        }

        var (here, there) = (Prepared(processor), Prepared(device));
        Assert.True(here > 0);
        Assert.Equal(here, there);

        static long Prepared(ExecutionProfile profile) => profile.Entries.Where(entry => entry is { Segment: "Inference Prepare", Kind: KernelKind.Pointwise }).Sum(entry => entry.Operations);
    }

    /// <summary>Sums in parts are counted once, whether the processor transforms the products or not.</summary>
    [Fact]
    public void Products_have_the_operations_that_they_have_on_the_processor()
    {
        var (device, processor) = (new ExecutionProfile(), new ExecutionProfile());
        foreach (var (where, profile) in new[] { (Device.Cuda(0), device), (Device.Cpu, processor) })
        {
            using var network = Create(where, profile);
            Train(network, new Sgd(0.05f), Steps);
            Assert.Equal(2L * Batch * Steps * 12 * 12 * 9 * 4 * 32, Operations(profile, "Training Forward", "conv1 forward"));
        }

        foreach (var (segment, kernel) in new[]
        {
            ("Training Forward", "conv1 forward"), ("Training Forward", "conv2 forward"), ("Training Forward", "frozen forward"), ("Training Forward", "scores forward"),
            ("Training Backward", "conv1 filter gradient"), ("Training Backward", "conv2 filter gradient"), ("Training Backward", "conv2 input gradient"),
            ("Training Backward", "scores weight gradient"), ("Training Backward", "scores input gradient"),
        })
        {
            Assert.True(Operations(processor, segment, kernel) > 0, kernel);
            Assert.Equal(Operations(processor, segment, kernel), Operations(device, segment, kernel));
        }
    }

    /// <summary>Predictions and training with a profile beside the same without.</summary>
    private static IReadOnlyList<ProfileEntry> Check(Device where, ExecutionProfile? profile = null)
    {
        profile ??= new ExecutionProfile();
        var start = Stopwatch.GetTimestamp();
        var profiled = Run(where, profile);
        var wall = Stopwatch.GetElapsedTime(start);
        var plain = Run(where, profile: null);

        Assert.Equal(plain.Select(BitConverter.SingleToInt32Bits), profiled.Select(BitConverter.SingleToInt32Bits));
        var entries = profile.Entries;
        Assert.All(entries, entry => Assert.True(entry.Calls > 0 && entry.Time > TimeSpan.Zero && entry.Least > TimeSpan.Zero && entry.Least <= entry.Time, entry.ToString()));
        Assert.All(entries, entry => Assert.True(entry.Bytes > 0 && entry.Operations >= 0, entry.ToString()));
        Assert.All(entries, entry => Assert.Equal(where, entry.Device));
        var sum = entries.Aggregate(TimeSpan.Zero, (time, entry) => time + entry.Time);
        Assert.True(sum <= wall, $"Kernels took {sum} of {wall}.");
        foreach (var segment in (string[])["Inference Prepare", "Inference Forward", "Inference Read0", "Training Forward", "Training Loss", "Training Backward", "SgdMomentum step"])
            Assert.Contains(entries, entry => entry.Segment == segment);
        Assert.All(entries.Where(entry => entry.Segment is "Training Forward" or "SgdMomentum step"), entry => Assert.Equal(Steps, entry.Calls));
        Assert.DoesNotContain(entries, entry => entry.Kind == KernelKind.Other);

        var lines = profile.ToString().Split('\n');
        Assert.StartsWith($"Profile of Profiled: {where} ({where.Description}), ", lines[0], StringComparison.Ordinal);
        Assert.Matches("fills memory at [0-9]+\\.[0-9] GB/s", lines[0]);
        foreach (var entry in entries)
            Assert.Contains(lines, line => line.StartsWith(entry.Kernel + " ", StringComparison.Ordinal));
        Assert.Contains($"Training Forward: {Steps} runs of {Batch} images, ", profile.ToString(), StringComparison.Ordinal);
        Assert.Contains("SgdMomentum step: 3 runs, ", profile.ToString(), StringComparison.Ordinal);
        return entries;
    }

    private static float[] Run(Device where, ExecutionProfile? profile)
    {
        using var network = Create(where, profile);
        var scores = new float[5 * Batch];
        network.Predict(Images(9), scores);
        var losses = Train(network, new Sgd(0.05f, momentum: 0.9), Steps);
        var gradients = network.Parameters.Gradients.ToArray();
        var after = new float[5 * Batch];
        network.Predict(Images(9), after);
        return [.. scores, .. losses, .. gradients, .. after, .. network.Parameters.SelectMany(parameter => parameter.GetValues())];
    }

    private static float[] Train(INetwork network, Optimizer optimizer, int steps)
    {
        var losses = new float[steps];
        for (var step = 0; step < steps; step++)
        {
            losses[step] = network.TrainStep(Images(step), [0, 1, 2]);
            optimizer.Step(network.Parameters);
        }

        return losses;
    }

    private static INetwork Create(Device where, ExecutionProfile? profile)
    {
        var options = new NetworkOptions { BatchSize = Batch + 1, Threads = 1, Seed = 1, Device = where, Profile = profile };
        var network = (INetwork)Activator.CreateInstance(s_networks.Value.GetType("Profiled", throwOnError: true)!, options)!;
        Assert.Equal(where, network.Device);
        return network;
    }

    private static long Operations(ExecutionProfile profile, string segment, string kernel) =>
        profile.Entries.Where(entry => entry.Segment == segment && (entry.Kernel == kernel || entry.Kernel == kernel + " fold")).Sum(entry => entry.Operations);

    /// <summary>Twice the multiply-accumulates of an image.</summary>
    private static long Published(INetwork network, string layer) => 2 * network.Description.Layers.Single(each => each.Name == layer).MultiplyAccumulates;

    private static float[] Images(int step)
    {
        var random = new System.Random(step);
        return [.. Enumerable.Range(0, Batch * Inputs).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static int Recordings() => MockCuda.Leaks.Count(leak => leak.EndsWith(" graph executables", StringComparison.Ordinal));

    /// <summary>For as long as it lives the emulator's driver tells no times.</summary>
    private sealed class DriverWithoutTimes : IDisposable
    {
        public DriverWithoutTimes() => CudaDriver.Override(name => name.StartsWith("cuEventElapsedTime", StringComparison.Ordinal) ? 0 : MockCuda.Find(name));

        public void Dispose() => CudaDriver.Override(MockCuda.Find);
    }
}
