using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// Single layers: first what the device makes of two images and a gradient, beside the processor's, in files for PyTorch to be held against; then times of the device alone. "forward" is
/// inference from the caller's layout, "gradients" a training pass forward and both gradients.
/// </summary>
internal static class LayersCommand
{
    private const int Checked = 2;

    /// <summary>Gradients beyond that are compared with the processor's only.</summary>
    private const int MostWritten = 1 << 24;

    /// <summary>Maps beyond that (2 GB) are left out.</summary>
    private const long MostFloats = 1 << 29;

    public static int Run(string folder, Arguments arguments)
    {
        var layers = arguments.Has("dry") ? LabLayer.Dry : LabLayer.All;
        var chosen = arguments.Words.Count == 0 ? layers : [.. layers.Where(layer => arguments.Words.Contains(layer.Name))];
        foreach (var layer in chosen)
        {
            Line.Write("begins", ("name", layer.Name));
            Check(layer, Path.Combine(folder, layer.Name), arguments);
            foreach (var batch in arguments.Numbers("batches", "1,32,256"))
                Measure(layer, batch, arguments);
        }

        return 0;
    }

    private static void Check(LabLayer layer, string folder, Arguments arguments)
    {
        Directory.CreateDirectory(folder);
        using var processor = layer.Create(LabOptions.Processor(Checked));
        using var device = arguments.Lab.Create(layer.Create, Checked);
        TestNumbers.Train(processor.Parameters);
        var weights = Path.Combine(folder, "weights.safetensors");
        processor.SaveWeights(weights);
        device.LoadWeights(weights);
        var facts = processor.Description;
        var images = TestNumbers.Floats((long)TestNumbers.Length(facts.Inputs) * Checked);
        var gradients = TestNumbers.Floats((long)TestNumbers.Length(facts.Outputs) * Checked, seed: 4);
        float[] outputs = new float[gradients.Length], expected = new float[gradients.Length];
        device.Predict(images, outputs);
        processor.Predict(images, expected);
        foreach (var network in new[] { device, processor })
        {
            network.Forward(images, training: true);
            network.Backward(gradients);
        }

        var differences = new List<double> { CheckCommand.Difference(outputs, expected), CheckCommand.Difference(device.InputGradient.Values, processor.InputGradient.Values) };
        TestNumbers.Write<float>(Path.Combine(folder, "images.f32"), images);
        TestNumbers.Write<float>(Path.Combine(folder, "output_gradient.f32"), gradients);
        TestNumbers.Write<float>(Path.Combine(folder, "outputs.f32"), outputs);
        TestNumbers.Write(Path.Combine(folder, "input_gradient.f32"), device.InputGradient.Values);
        foreach (var (one, other) in device.Parameters.Zip(processor.Parameters).Where(pair => pair.First.Trainable))
        {
            var gradient = one.GetGradient();
            differences.Add(CheckCommand.Difference(gradient, other.GetGradient()));
            if (gradient.Length <= MostWritten)
                TestNumbers.Write<float>(Path.Combine(folder, $"gradient.{one.Name}.f32"), gradient);
        }

        Line.Write(
            "layer", ("name", layer.Name), ("title", layer.Title), ("type", layer.Kind), ("input", facts.Input), ("output", facts.Outputs[0].Shape), ("kernel", layer.Kernel), ("stride", layer.Stride),
            ("pad", layer.Pad), ("groups", layer.Groups), ("multiply_accumulates", facts.Layers.Sum(each => each.MultiplyAccumulates)), ("parameters", facts.ParameterCount),
            ("differs", differences.Max()));
    }

    private static void Measure(LabLayer layer, int batch, Arguments arguments)
    {
        var facts = layer.Description();
        if ((long)Math.Max(TestNumbers.Length(facts.Inputs), TestNumbers.Length(facts.Outputs)) * batch > MostFloats)
        {
            Line.Write("layer_time", ("name", layer.Name), ("batch", batch), ("error", "maps of more than 2 GB are left out"));
            return;
        }

        try
        {
            using var network = arguments.Lab.Create(layer.Create, batch);
            var gpu = (GpuNetwork)network.Parameters.Mirror!;
            var images = TestNumbers.Floats((long)TestNumbers.Length(facts.Inputs) * batch);
            network.Forward(images);
            Write("forward", ["InferenceForward"]);
            network.Forward(images, training: true);
            network.Backward(TestNumbers.Floats((long)TestNumbers.Length(facts.Outputs) * batch, seed: 4));
            Write("gradients", ["TrainingForward", "TrainingBackward", "TrainingBackwardInput"]);

            void Write(string mode, string[] segments)
            {
                var timing = Timing.Measure(
                    () =>
                    {
                        foreach (var segment in segments)
                            gpu.Repeat(segment, batch);
                    },
                    gpu.Wait, arguments.Seconds, arguments.Rounds);
                var launches = segments.SelectMany(segment => gpu.Launches(segment, batch))
                    .Select(launch => FormattableString.Invariant($"{launch.Name}: {Timing.Measure(() => gpu.Repeat(launch, batch), gpu.Wait, 0, 3).Median:F1}")).ToList();
                Line.Write("layer_time", ("name", layer.Name), ("batch", batch), ("mode", mode), ("time", timing), ("launches_us", launches));
            }
        }
        catch (InsufficientMemoryException exception)
        {
            Line.Write("layer_time", ("name", layer.Name), ("batch", batch), ("error", exception.Message));
        }
    }
}
