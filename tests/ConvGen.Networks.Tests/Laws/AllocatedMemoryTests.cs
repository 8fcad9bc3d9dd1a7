using ConvGen.Tests.Networks;
using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Laws;

/// <summary>A network takes the native memory that its description plans, to the byte: in inference, and in training from the first step on.</summary>
[Collection(SerialTests.Name)]
public sealed class AllocatedMemoryTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in (string[])[nameof(LeNet5), nameof(Preparing), nameof(WideNormalized), nameof(Tiled)])
                foreach (var batch in (int[])[1, 3, 16])
                    cases.Add(name, batch);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_allocated_is_what_was_planned(string name, int batch)
    {
        const int Threads = 2;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = NativeBuffer.LiveBytes;
        using var network = Create(name, new NetworkOptions { BatchSize = batch, Threads = Threads });
        var memory = network.Description.Memory;
        var images = new Numbers(1).Uniform(batch * network.Description.Input.Aggregate(1, (product, extent) => product * extent));
        var outputs = new float[batch * network.Description.Outputs[0].Shape[0]];

        // Beside the arena: parameters, what threads work in, losses and labels; and what threads keep within sweeps.
        var scratch = memory.Scratch == 0 ? 0 : Bytes(ThreadMemory.Length(Threads, memory.Scratch));
        var parameters = Bytes(memory.Parameters) + scratch + Bytes(batch) + Bytes(batch);
        var others = parameters + Sweeps(memory.InferenceSweep);
        Assert.Equal(memory.InferencePerImage * batch + memory.InferenceFixed, memory.InferenceFloats(batch) - memory.InferencePrepared);
        Assert.Equal(others + Bytes(memory.InferenceFloats(batch) - memory.InferencePrepared), NativeBuffer.LiveBytes - before);

        network.Predict(images, outputs);
        var prepared = memory.InferencePrepared == 0 ? 0 : Bytes(memory.InferencePrepared);
        Assert.Equal(others + Bytes(memory.InferenceFloats(batch) - memory.InferencePrepared) + prepared, NativeBuffer.LiveBytes - before);

        // Either plan lies in the larger arena.
        network.TrainStep(images, new int[batch]);
        var arena = Math.Max(memory.InferenceFloats(batch) - memory.InferencePrepared, memory.TrainingFloats(batch) - memory.TrainingPrepared);
        prepared += memory.TrainingPrepared == 0 ? 0 : Bytes(memory.TrainingPrepared);
        others = parameters + Math.Max(Sweeps(memory.InferenceSweep), Sweeps(memory.TrainingSweep));
        Assert.Equal(others + Bytes(memory.Parameters) + Bytes(arena) + prepared, NativeBuffer.LiveBytes - before);

        // Two threads share up to three images, kernel by kernel, each with its own memory.
        long Sweeps((long Most, long OfImage) sweep) => sweep.Most == 0 ? 0 : Bytes(ThreadMemory.Length(Math.Min(batch, (2 * Threads) - 1), Math.Min(sweep.Most, batch * sweep.OfImage)));
    }

    private static long Bytes(long floats) => NativeBuffer.SizeInBytes(floats, sizeof(float), "memory of a test");

    private static INetwork Create(string name, NetworkOptions options) => name switch
    {
        nameof(LeNet5) => new LeNet5(options),
        nameof(Preparing) => new Preparing(options),
        nameof(WideNormalized) => new WideNormalized(options),
        _ => new Tiled(options),
    };
}

/// <summary>Convolutions by Winograd, which work in memory of their threads and prepare their filters.</summary>
[Network]
[Input(14, 14, 32)]
[Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
[Conv2D(64, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
[GlobalAveragePooling2D]
[Dense(5)]
[SparseCategoricalCrossentropy]
public sealed partial class Tiled;
