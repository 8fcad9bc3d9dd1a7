using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>The two programs of a network, over one table of parameters.</summary>
internal sealed record LoweredNetwork(NetworkGraph Graph, ParameterTable Parameters, KernelProgram Inference, KernelProgram Training)
{
    /// <summary>Copies of a tensor between layers, in inference: what views, slices of a larger tensor and margins around maps could not make needless.</summary>
    public int Copies => Inference.Find(LowerNetwork.Forward)!.Kernels.Count(kernel => kernel is Move { Source.Space: Space.PerImage or Space.Sweep, Target.Space: Space.PerImage or Space.Sweep });
}

/// <summary>
/// Graph → kernel forms. Inference is the nodes in order. Training is the same in training mode, then the differentiated graph (<see cref="LowerGradients"/>).
/// </summary>
internal static class LowerNetwork
{
    public const string TrainingMode = "Training";

    /// <summary>What is made of parameters alone; only PrepareParameters puts kernels here.</summary>
    public const string Prepare = "Prepare";
    public const string Forward = "Forward";
    public const string Loss = "Loss";
    public const string Backward = "Backward";
    public const string BackwardInput = "BackwardInput";

    private static readonly Region Dense = new("dense", Space.Dense, int.MaxValue);

    public static string Read(int view) => "Read" + view.ToString(CultureInfo.InvariantCulture);

    public static string ReadInputGradient(int input) => "ReadInputGradient" + input.ToString(CultureInfo.InvariantCulture);

    public static string Write(int view) => "Write" + view.ToString(CultureInfo.InvariantCulture);

    public static LoweredNetwork Run(NetworkGraph graph)
    {
        var inferencePlan = TensorPlan.ForInference(graph);
        var parameters = new ParameterTable(graph, inferencePlan);
        return new LoweredNetwork(graph, parameters, Inference(graph, inferencePlan, parameters), Training(graph, TensorPlan.ForTraining(graph, parameters.Wanted(graph)), parameters));
    }

    private static KernelProgram Inference(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var segments = new List<Segment> { ForwardSegment(graph, plan, parameters, training: false) };
        if (graph.Loss is { } loss)
            segments.Add(LossSegment(loss, plan.Value(graph.Outputs[graph.LossOutput].Node), null, []));
        AddReads(segments, graph, plan);
        return new KernelProgram("Inference", segments);
    }

    private static KernelProgram Training(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var segments = new List<Segment> { ForwardSegment(graph, plan, parameters, training: true) };
        var gradients = graph.Outputs.Select(output => plan.Gradient(output.Node)).ToList();
        if (graph.Loss is { } loss)
            segments.Add(LossSegment(loss, plan.Value(graph.Outputs[graph.LossOutput].Node), gradients[graph.LossOutput], gradients.Where((_, output) => output != graph.LossOutput)));
        for (var view = 0; view < gradients.Count; view++)
            segments.Add(WriteSegment(view, gradients[view]));
        segments.AddRange(LowerGradients.Run(graph, plan, parameters));
        AddReads(segments, graph, plan);
        foreach (var input in graph.Inputs)
            segments.Add(new Segment(ReadInputGradient(input.Id), [CopyOut(input.Name + " gradient", plan.Gradient(input.Id))]));
        return new KernelProgram(TrainingMode, segments);
    }

    private static Segment ForwardSegment(NetworkGraph graph, TensorPlan plan, ParameterTable parameters, bool training)
    {
        var kernels = new KernelList();
        long before = 0;
        foreach (var input in graph.Inputs)
        {
            CopyIn(kernels, input.Name, plan.Value(input.Id), before);
            before += input.Shape!.Value.Elements;
        }

        var copied = new HashSet<Region>();
        var begun = new HashSet<Region>(graph.Inputs.Select(input => plan.Value(input.Id).Region));
        foreach (var node in graph.Nodes.Where(node => node.Operator is not null))
        {
            var (op, output) = (node.Operator!, plan.Value(node.Id));
            if (op.Placement(training) == Operators.Placement.View)
                continue;
            var operands = node.Inputs.Select((_, i) => plan.Operand(node, i)).ToList();
            for (var i = 0; i < operands.Count; i++)
                if (operands[i].Region != plan.Value(node.Inputs[i]).Region && copied.Add(operands[i].Region))
                    kernels.Copy(operands[i].Region.Name, plan.Value(node.Inputs[i]), operands[i]);
            if (begun.Add(output.Region))
                kernels.ClearHalo(node.Name, plan.Whole(node.Id));
            op.Forward(new ForwardContext(node.Name, node.Layer, training, operands, output, parameters.Of(node.Id), plan.Saved(node.Id), kernels));
        }

        return new Segment(Forward, kernels.Kernels);
    }

    /// <summary>The loss, its gradient, and zeros for the other outputs' gradients.</summary>
    private static Segment LossSegment(Operators.Loss loss, Tensor output, Tensor? gradient, IEnumerable<Tensor> others)
    {
        var kernels = new KernelList();
        var regions = new Operators.LossRegions(
            new Region("labels", Space.Labels, loss.TargetsPerImage(output.Map)), new Region("targets", Space.Targets, loss.TargetsPerImage(output.Map)), new Region("losses", Space.Losses, 1));
        foreach (var other in others)
            kernels.Clear("other output gradient", other);
        if (gradient is not null)
            kernels.ClearHalo("output gradient", gradient);
        loss.Lower(kernels, output, gradient, regions);
        return new Segment(Loss, kernels.Kernels);
    }

    private static void AddReads(List<Segment> segments, NetworkGraph graph, TensorPlan plan)
    {
        for (var view = 0; view < graph.Views.Count; view++)
            segments.Add(new Segment(Read(view), [CopyOut(graph.Views[view].Name, plan.Value(graph.Views[view].Node))]));
    }

    private static Segment WriteSegment(int view, Tensor gradient)
    {
        var kernels = new KernelList();
        if (gradient.Lanes != gradient.Channels || !gradient.Halo.IsEmpty)
            kernels.Clear("output gradient clear", gradient);
        var index = gradient.Index;
        kernels.Add(new Move(
            "output gradient", Loops(gradient), Dense, 0, [index.Image, index.Row, index.Pixel, index.Lane],
            gradient.Region, gradient.Offset, [gradient.ImageStep, gradient.RowStep, gradient.PixelStep, 1]));
        return new Segment(Write(view), kernels.Kernels);
    }

    private static Move CopyOut(string name, Tensor tensor)
    {
        var index = tensor.Index;
        return new Move(
            "read " + name, Loops(tensor), tensor.Region, tensor.Offset, [tensor.ImageStep, tensor.RowStep, tensor.PixelStep, 1],
            Dense, 0, [index.Image, index.Row, index.Pixel, index.Lane]);
    }

    /// <summary>The caller's inputs lie one after the other, each batch first; <paramref name="before"/> counts one image's floats of those in front.</summary>
    private static void CopyIn(KernelList kernels, string name, Tensor tensor, long before)
    {
        if (tensor.Lanes != tensor.Channels)
            kernels.Clear(name + " clear", tensor);
        else
            kernels.ClearHalo(name, tensor);
        var index = tensor.Index;
        kernels.Add(new Move(
            name, Loops(tensor), new Region("images", Space.Input, tensor.Height * tensor.Width * tensor.Channels) { Offset = before }, 0, [index.Image, index.Row, index.Pixel, index.Lane],
            tensor.Region, tensor.Offset, [tensor.ImageStep, tensor.RowStep, tensor.PixelStep, 1]));
    }

    private static IReadOnlyList<Loop> Loops(Tensor tensor) => [Loop.Batch, new("row", tensor.Height), new("column", tensor.Width), new("channel", tensor.Channels)];
}
