using System.Diagnostics;
using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// A network on the device beside the same one on the processor: outputs, gradients, the losses of the first steps. What both started from, and what the device made of it, goes to
/// files, for PyTorch to be held against.
/// </summary>
internal static class CheckCommand
{
    private const int Steps = 3;

    public static int Run(string name, string folder, Arguments arguments)
    {
        var (lab, found, batch, start) = (arguments.Lab, LabNetwork.Find(name), arguments.Number("batch", 2), Stopwatch.GetTimestamp());
        folder = Path.Combine(folder, name);
        Directory.CreateDirectory(folder);
        using var processor = found.Create(LabOptions.Processor(batch));
        using var device = lab.Create(found.Create, batch);
        TestNumbers.Train(processor.Parameters);
        var weights = Path.Combine(folder, "weights.safetensors");
        processor.SaveWeights(weights);
        device.LoadWeights(weights);
        var facts = processor.Description;
        var (images, labels) = (TestNumbers.Floats((long)TestNumbers.Length(facts.Inputs) * batch), TestNumbers.Labels(batch));
        float[] outputs = new float[TestNumbers.Length(facts.Outputs) * batch], expected = new float[outputs.Length];
        device.Predict(images, outputs);
        processor.Predict(images, expected);
        TestNumbers.Write<float>(Path.Combine(folder, "images.f32"), images);
        TestNumbers.Write<int>(Path.Combine(folder, "labels.i32"), labels);
        TestNumbers.Write<float>(Path.Combine(folder, "outputs.f32"), outputs);

        // The first step's gradients: later ones start from parameters that differ in their last digits.
        var losses = (Device: new List<float>(), Processor: new List<float>());
        var gradients = new GradientDifference();
        if (facts.Loss is null)
        {
            var (first, second) = (device.Forward(images, training: true), processor.Forward(images, training: true));
            var seeds = TestNumbers.Floats(outputs.Length, seed: 4);
            device.Backward(seeds);
            processor.Backward(seeds);
            gradients.Add(device, processor);
            gradients.Add("outputs in training", first.Values, second.Values);
        }
        else
        {
            var (one, other) = (new Sgd(0.001f, momentum: 0.9), new Sgd(0.001f, momentum: 0.9));
            for (var step = 0; step < Steps; step++)
            {
                losses.Device.Add(device.TrainStep(images, labels));
                losses.Processor.Add(processor.TrainStep(images, labels));
                if (step == 0)
                    gradients.Add(device, processor);
                one.Step(device.Parameters);
                other.Step(processor.Parameters);
            }
        }

        Line.Write(
            "checked", ("network", name), ("batch", batch), ("input", facts.Input), ("output_shapes", facts.Outputs.Select(output => output.Shape)), ("has_loss", facts.Loss is not null),
            ("outputs_differ", Difference(outputs, expected)), ("gradients_differ", gradients.Median), ("worst_gradient_differs", gradients.Worst), ("worst_gradient", gradients.Of), ("losses", losses.Device), ("losses_processor", losses.Processor),
            ("losses_differ", losses.Device.Count == 0 ? null : losses.Device.Zip(losses.Processor, (a, b) => (double)Math.Abs(a - b) / Math.Abs(b))),
            ("multiply_accumulates", facts.Layers.Sum(layer => layer.MultiplyAccumulates)), ("parameters", facts.ParameterCount),
            ("layer_floats", facts.Layers.Where(layer => layer.MultiplyAccumulates > 0).Sum(layer => (long)layer.OutputShape.Aggregate(1, (product, extent) => product * extent))),
            ("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds));
        return 0;
    }

    /// <summary>The largest difference, as a share of the largest number.</summary>
    internal static double Difference(ReadOnlySpan<float> values, ReadOnlySpan<float> expected)
    {
        var (difference, largest) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return double.NaN;
            difference = Math.Max(difference, Math.Abs((double)values[i] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return difference / Math.Max(largest, double.Epsilon);
    }

    /// <summary>
    /// How far gradients are apart: the length of each one's difference as a share of its own length. Single numbers may jump where a rectifier's input is near zero, and gradients that
    /// are nothing but rounding (below a millionth of the longest) say nothing.
    /// </summary>
    private sealed class GradientDifference
    {
        private const double Negligible = 1e-6;

        private readonly List<(double Difference, string Name)> _all = [];

        public double Median => _all.Select(each => each.Difference).Order().ElementAt(_all.Count / 2);

        public double Worst => _all.Exists(each => double.IsNaN(each.Difference)) ? double.NaN : _all.Max().Difference;

        public string Of => _all.Find(each => double.IsNaN(each.Difference)).Name ?? _all.Max().Name;

        public void Add(INetwork device, INetwork processor)
        {
            var pairs = device.Parameters.Zip(processor.Parameters).Where(pair => pair.First.Trainable).Select(pair => (pair.First.Name, Device: pair.First.GetGradient(), Processor: pair.Second.GetGradient())).ToList();
            var longest = pairs.Max(pair => Length(pair.Processor));
            foreach (var (name, one, other) in pairs)
                Add(name, one, other, Negligible * longest);
            Add("input", device.InputGradient.Values, processor.InputGradient.Values);
        }

        public void Add(string name, ReadOnlySpan<float> values, ReadOnlySpan<float> expected, double negligible = 0)
        {
            var sum = 0.0;
            for (var i = 0; i < expected.Length; i++)
                sum += Math.Pow((double)values[i] - expected[i], 2);
            _all.Add((Math.Sqrt(sum) / Math.Max(Math.Max(Length(expected), negligible), double.Epsilon), name));
        }

        private static double Length(ReadOnlySpan<float> values)
        {
            var sum = 0.0;
            foreach (var value in values)
                sum += (double)value * value;
            return Math.Sqrt(sum);
        }
    }
}
