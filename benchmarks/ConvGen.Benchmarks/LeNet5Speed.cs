using System.Runtime.InteropServices;
using FirstNetwork;

namespace ConvGen.Benchmarks;

/// <summary>LeNet-5 on one thread, with the weights and inputs that benchmarks/peers/export.py made for every competitor.</summary>
internal static class LeNet5Speed
{
    private const int Classes = 10;
    private const int Pixels = 28 * 28;
    private const int ComparedSteps = 20;

    public static string Latency(string folder, int batch, double seconds)
    {
        using var net = Load(folder, batch);
        var images = Read<float>(folder, "images.f32", batch * Pixels);
        var outputs = new float[batch * Classes];
        net.Predict(images, outputs);
        var timing = Timing.Measure(() => net.Predict(images, outputs), seconds);
        return $"{{{timing.Json}, \"outputs\": [{string.Join(", ", outputs)}]}}";
    }

    public static string Step(string folder, int batch, double seconds)
    {
        using var net = Load(folder, batch);
        var images = Read<float>(folder, "images.f32", batch * Pixels);
        var labels = Read<int>(folder, "labels.i32", batch);
        var optimizer = new Sgd(0.05f, momentum: 0.9f);
        float Train()
        {
            var loss = net.TrainStep(images, labels);
            optimizer.Step(net.Parameters);
            return loss;
        }

        var losses = new float[ComparedSteps];
        for (var i = 0; i < losses.Length; i++)
            losses[i] = Train();
        var timing = Timing.Measure(() => Train(), seconds);
        return $"{{{timing.Json}, \"losses\": [{string.Join(", ", losses)}]}}";
    }

    private static LeNet5 Load(string folder, int batch)
    {
        var net = new LeNet5(new NetworkOptions { BatchSize = batch, Threads = 1 });
        net.LoadWeights(Path.Combine(folder, "lenet5.safetensors"));
        return net;
    }

    private static T[] Read<T>(string folder, string name, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(folder, name)))[..count].ToArray();
}
