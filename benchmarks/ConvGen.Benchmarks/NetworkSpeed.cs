using System.Runtime.InteropServices;
using ConvGen.Models;

namespace ConvGen.Benchmarks;

/// <summary>A network of the zoo on a few threads, with the weights and inputs that benchmarks/peers/export.py made for every competitor.</summary>
internal static class NetworkSpeed
{
    private const int ComparedSteps = 3;

    private static readonly Dictionary<string, Func<NetworkOptions, INetwork>> _networks = new()
    {
        ["LeNet5"] = options => new LeNet5(options),
        ["ResNet20"] = options => new ResNet20(options),
        ["SqueezeNet"] = options => new SqueezeNet(options),
        ["MobileNetV2"] = options => new MobileNetV2(options),
        ["AlexNet"] = options => new AlexNet(options),
        ["GoogLeNet"] = options => new GoogLeNet(options),
        ["ResNet18"] = options => new ResNet18(options),
        ["ResNet50"] = options => new ResNet50(options),
        ["FaceResNet"] = options => new FaceResNet(options),
        ["TinyYoloV2"] = options => new TinyYoloV2(options),
        ["YoloV3Tiny"] = options => new YoloV3Tiny(options),
        ["Vgg16"] = options => new Vgg16(options),
    };

    /// <summary>Writes the outputs to FOLDER/NAME/outputs.convgen.f32 and gives the time of a call.</summary>
    public static string Latency(string folder, string name, int batch, double seconds, int threads)
    {
        folder = Path.Combine(folder, name);
        using var net = Load(folder, name, batch, threads);
        var images = Read<float>(folder, "images.nhwc.f32", batch * Elements(net.Description.Inputs));
        var outputs = new float[batch * Elements(net.Description.Outputs)];
        net.Predict(images, outputs);
        File.WriteAllBytes(Path.Combine(folder, "outputs.convgen.f32"), MemoryMarshal.AsBytes<float>(outputs).ToArray());
        var timing = Timing.Measure(() => net.Predict(images, outputs), seconds);
        return $"{{{timing.Json}}}";
    }

    /// <summary>The losses of the first steps, and the time of a step.</summary>
    public static string Step(string folder, string name, int batch, double seconds, int threads)
    {
        folder = Path.Combine(folder, name);
        using var net = Load(folder, name, batch, threads);
        var images = Read<float>(folder, "images.nhwc.f32", batch * Elements(net.Description.Inputs));
        var labels = Read<int>(folder, "labels.i32", batch);
        var optimizer = new Sgd(0.001f, momentum: 0.9f);
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

    private static INetwork Load(string folder, string name, int batch, int threads)
    {
        var net = _networks.TryGetValue(name, out var create)
            ? create(new NetworkOptions { BatchSize = batch, Threads = threads })
            : throw new ArgumentException($"No network is called {name}; there are {string.Join(", ", _networks.Keys)}.");
        net.LoadWeights(Path.Combine(folder, "weights.safetensors"));
        return net;
    }

    private static int Elements(IEnumerable<TensorDescription> tensors) => tensors.Sum(tensor => tensor.Shape.Aggregate(1, (product, extent) => product * extent));

    private static T[] Read<T>(string folder, string name, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(folder, name)))[..count].ToArray();
}
