using ConvGen.GpuLab.Measuring;
using ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Commands;

/// <summary>
/// A network's times. "predict" and "train" are what a program sees: images from its memory, results or the loss back in it, every call waited for. "forward" and "step" are the
/// device alone: the same recorded launches (of the step with the optimiser's) asked for again and again on what lies there, one wait for many.
/// </summary>
internal static class NetworkCommand
{
    private static readonly string[] _step = ["TrainingForward", "TrainingLoss", "TrainingBackward", "SgdMomentum"];

    public static int Run(string name, string folder, Arguments arguments)
    {
        var (lab, found) = (arguments.Lab, LabNetwork.Find(name));
        foreach (var batch in arguments.Numbers("batches", "1,16,64"))
        {
            try
            {
                using var network = lab.Create(found.Create, batch);
                network.LoadWeights(Path.Combine(folder, name, "weights.safetensors"));
                Measure(network, found, batch, arguments);
            }
            catch (InsufficientMemoryException exception)
            {
                Line.Write("network", ("network", name), ("batch", batch), ("error", exception.Message));
            }
        }

        return 0;
    }

    private static void Measure(INetwork network, LabNetwork found, int batch, Arguments arguments)
    {
        var (facts, gpu) = (network.Description, (GpuNetwork)network.Parameters.Mirror!);
        var (images, labels, outputs) = (TestNumbers.Floats((long)TestNumbers.Length(facts.Inputs) * batch), TestNumbers.Labels(batch), new float[TestNumbers.Length(facts.Outputs) * batch]);
        Write("predict", Time(() => network.Predict(images, outputs), () => { }));
        Write("forward", Time(() => gpu.Repeat("InferenceForward", batch), gpu.Wait));
        if (arguments.Has("launches"))
            Launches("forward", ["InferenceForward"]);
        if (facts.Loss is null)
            return;
        var optimizer = new Sgd(0.001f, momentum: 0.9);
        Write("train", Time(() => Train(), () => { }));
        Write("step", Time(
            () =>
            {
                foreach (var segment in _step)
                    gpu.Repeat(segment, segment == "SgdMomentum" ? 1 : batch);
            },
            gpu.Wait));
        if (arguments.Has("launches"))
            Launches("step", _step);

        void Train()
        {
            network.TrainStep(images, labels);
            optimizer.Step(network.Parameters);
        }

        Timing Time(Action ask, Action wait) => Timing.Measure(ask, wait, arguments.Seconds, arguments.Rounds);

        void Write(string mode, Timing timing) => Line.Write("network", ("network", facts.Name), ("batch", batch), ("mode", mode), ("time", timing));

        void Launches(string mode, IReadOnlyList<string> segments)
        {
            foreach (var segment in segments)
            {
                var images = segment == "SgdMomentum" ? 1 : batch;
                foreach (var launch in gpu.Launches(segment, images))
                {
                    var timing = Timing.Measure(() => gpu.Repeat(launch, images), gpu.Wait, 0, 3);
                    Line.Write("launch", ("network", facts.Name), ("batch", batch), ("mode", mode), ("segment", segment), ("name", launch.Name), ("kernel", gpu.KernelOf(launch)), ("blocks", Blocks(launch.GridOf(images))), ("time", timing));
                }
            }
        }
    }

    private static string Blocks(GpuGrid grid) => FormattableString.Invariant($"{grid.X}x{grid.Y}x{grid.Z}");
}
