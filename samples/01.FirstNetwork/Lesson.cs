using System.Security.Cryptography;
using ConvGen;

namespace FirstNetwork;

/// <summary>Train a network, test it, save it, load it again, look at it.</summary>
internal static class Lesson
{
    private const int BatchSize = 64;

    public static void Run(SampleOptions options)
    {
        // 1. The data: 28×28 pictures with a class each, pixels normalised to mean 0 and deviation 1.
        var training = FashionMnist.Training(options.Data);
        var test = FashionMnist.Test(options.Data);
        Directory.CreateDirectory(options.Output);

        // 2. The network. Its class is declared in LeNet5.cs; the compiler wrote the rest.
        using var net = new LeNet5(new NetworkOptions { BatchSize = BatchSize, Device = options.Device, Threads = options.Threads, Seed = options.Seed });
        Console.WriteLine(LeNet5.Description.ToString(BatchSize));

        // A device that is not there is no error: another one runs the network, and a line on standard error says why.
        Console.WriteLine($"Device: {net.Device} ({net.Device.Description})");

        // 3. Training: every epoch goes once through the training images, then measures the test images.
        Console.WriteLine($"Training on {training.Count:N0} pictures, testing on {test.Count:N0}");
        var history = net.Fit(training, new FitOptions
        {
            Epochs = options.Epochs,
            Optimizer = new Sgd(0.05f, momentum: 0.9f),
            Validation = test,
            Seed = options.Seed,
        });
        Console.WriteLine($"Test: {net.Evaluate(test)}");

        // 4. The weights, in a file that PyTorch can read too.
        var weights = Path.Combine(options.Output, "lenet5.safetensors");
        net.SaveWeights(weights);
        Console.WriteLine($"SHA-256 of the weights: {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(weights)))}");
        CheckReload(weights, net, test, options);

        // 5. Something to look at, in any browser.
        var curve = Path.Combine(options.Output, "training-curve.svg");
        TrainingCurve.WriteSvg(curve, history, "LeNet-5 on Fashion-MNIST");
        var predictions = Path.Combine(options.Output, "predictions.svg");
        PredictionGrid.WriteSvg(predictions, net, test, FashionMnist.ClassNames);
        Console.WriteLine("Written:");
        foreach (var path in (string[])[weights, curve, predictions])
            Console.WriteLine($"  {Path.GetFullPath(path)}");
    }

    /// <summary>One picture through a fresh network: how long a program takes from its start to its first answer.</summary>
    public static void PredictOnce(SampleOptions options)
    {
        using var net = new LeNet5(new NetworkOptions { Device = options.Device, Threads = 1, Seed = options.Seed });
        var scores = new float[FashionMnist.ClassNames.Length];
        net.Predict(new float[28 * 28], scores);
        Console.WriteLine(string.Join(' ', scores));
    }

    /// <summary>A second network that loads the file must say exactly what the first one says.</summary>
    private static void CheckReload(string weights, LeNet5 net, Dataset test, SampleOptions options)
    {
        using var reloaded = new LeNet5(new NetworkOptions { BatchSize = BatchSize, Device = options.Device, Threads = options.Threads, Seed = options.Seed + 1 });
        reloaded.LoadWeights(weights);

        var count = Math.Min(BatchSize, test.Count);
        var images = new float[count * test.ImageLength];
        test.FillImages([.. Enumerable.Range(0, count)], images);
        var before = new float[count * FashionMnist.ClassNames.Length];
        var after = new float[before.Length];
        net.Predict(images, before);
        reloaded.Predict(images, after);
        if (!before.AsSpan().SequenceEqual(after))
            throw new InvalidOperationException("The reloaded network predicts something else than the one that was saved.");
        Console.WriteLine($"Saved and reloaded: {count} predictions are the same, bit for bit.");
    }
}
