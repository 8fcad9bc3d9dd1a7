using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConvGen.Generator.Graph;
using ConvGen.Generator.Lowering;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>The two programs of a network, over one table of parameters.</summary>
internal sealed record LoweredNetwork(NetworkGraph Graph, ParameterTable Parameters, KernelProgram Inference, KernelProgram Training);

/// <summary>
/// Graph → kernel forms. Inference is the nodes in order. Training is the same in training mode, then the differentiated graph: nodes in reverse,
/// each operator's gradient rule turning its result's gradient into its parameters' and its input's.
/// <code>
/// x ─conv─▶ a ─tanh─▶ b ─loss          dx ◀─conv─ da ◀─tanh─ db ◀─loss
///                                          └▶ dw, db
/// </code>
/// What only the network's input gradient needs goes into a segment of its own, which a training step never runs.
/// </summary>
internal static class LowerNetwork
{
    public const string Forward = "Forward";
    public const string Loss = "Loss";
    public const string Backward = "Backward";
    public const string BackwardInput = "BackwardInput";
    public const string ReadInputGradient = "ReadInputGradient";

    private static readonly Region Dense = new("dense", Space.Dense, int.MaxValue);

    public static string Read(int view) => "Read" + view.ToString(CultureInfo.InvariantCulture);

    public static string Write(int view) => "Write" + view.ToString(CultureInfo.InvariantCulture);

    public static LoweredNetwork Run(NetworkGraph graph)
    {
        var inferencePlan = new TensorPlan(graph, training: false);
        var parameters = new ParameterTable(graph, inferencePlan);
        return new LoweredNetwork(graph, parameters, Inference(graph, inferencePlan, parameters), Training(graph, new TensorPlan(graph, training: true), parameters));
    }

    private static KernelProgram Inference(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var segments = new List<Segment> { ForwardSegment(graph, plan, parameters, training: false) };
        if (graph.Loss is { } loss)
            segments.Add(LossSegment(loss, plan.Value(graph.Outputs[0]), null));
        AddReads(segments, graph, plan);
        return new KernelProgram("Inference", segments);
    }

    private static KernelProgram Training(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var segments = new List<Segment> { ForwardSegment(graph, plan, parameters, training: true) };
        if (graph.Loss is { } loss)
            segments.Add(LossSegment(loss, plan.Value(graph.Outputs[0]), plan.Gradient(graph.Outputs[0])));
        for (var view = 0; view < graph.Outputs.Count; view++)
            segments.Add(WriteSegment(view, plan.Gradient(graph.Outputs[view])));
        segments.AddRange(BackwardSegments(graph, plan, parameters));
        AddReads(segments, graph, plan);
        segments.Add(new Segment(ReadInputGradient, [CopyOut("input gradient", plan.Gradient(0))]));
        return new KernelProgram("Training", segments);
    }

    private static Segment ForwardSegment(NetworkGraph graph, TensorPlan plan, ParameterTable parameters, bool training)
    {
        var kernels = new KernelList();
        CopyIn(kernels, plan.Value(0));
        foreach (var node in graph.Nodes.Where(node => node.Operator is not null))
        {
            var output = plan.Value(node.Id);
            if (output.Region != plan.Value(node.Inputs[0]).Region)
                kernels.ClearHalo(node.Name, output);
            node.Operator!.Forward(new ForwardContext(node.Name, node.Layer, training, [.. node.Inputs.Select(plan.Value)], output, parameters.Of(node.Id), kernels));
        }

        return new Segment(Forward, kernels.Kernels);
    }

    private static Segment LossSegment(Operators.Loss loss, Tensor output, Tensor? gradient)
    {
        var kernels = new KernelList();
        var regions = new Operators.LossRegions(
            new Region("labels", Space.Labels, loss.TargetsPerImage(output.Map)), new Region("targets", Space.Targets, loss.TargetsPerImage(output.Map)), new Region("losses", Space.Losses, 1));
        if (gradient is not null)
            kernels.ClearHalo("output gradient", gradient);
        loss.Lower(kernels, output, gradient, regions);
        return new Segment(Loss, kernels.Kernels);
    }

    private static IEnumerable<Segment> BackwardSegments(NetworkGraph graph, TensorPlan plan, ParameterTable parameters)
    {
        var (backward, input) = (new KernelList(), new KernelList());
        foreach (var node in graph.Nodes.Reverse().Where(node => node.Operator is not null))
        {
            // Upstream of every trainable parameter nobody but the input's gradient asks for this one.
            var wanted = Ancestors(graph, node.Inputs[0]).Any(parameters.HasTrainable);
            var inputKernels = wanted ? backward : input;
            var (output, source) = (plan.Gradient(node.Id), plan.Gradient(node.Inputs[0]));
            if (output.Region != source.Region)
                inputKernels.ClearHalo(node.Name + " input gradient", source);
            node.Operator!.Gradient(new GradientContext(
                node.Name, node.Layer, plan.Value(node.Inputs[0]), plan.Value(node.Id), output, source, parameters.Of(node.Id),
                wanted || parameters.HasTrainable(node.Id) ? backward : input, inputKernels));
        }

        return [new Segment(Backward, backward.Kernels), new Segment(BackwardInput, input.Kernels)];
    }

    private static IEnumerable<int> Ancestors(NetworkGraph graph, int node) => graph.Nodes[node].Inputs.SelectMany(input => Ancestors(graph, input)).Append(node);

    private static void AddReads(List<Segment> segments, NetworkGraph graph, TensorPlan plan)
    {
        for (var view = 0; view < graph.Outputs.Count; view++)
            segments.Add(new Segment(Read(view), [CopyOut(graph.Nodes[graph.Outputs[view]].Name, plan.Value(graph.Outputs[view]))]));
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

    private static void CopyIn(KernelList kernels, Tensor tensor)
    {
        var lanesWaste = tensor.Lanes != tensor.Channels;
        if (lanesWaste)
            kernels.Clear("input clear", tensor);
        else
            kernels.ClearHalo("input", tensor);
        var index = tensor.Index;
        kernels.Add(new Move(
            "input", Loops(tensor), new Region("images", Space.Input, tensor.Height * tensor.Width * tensor.Channels), 0, [index.Image, index.Row, index.Pixel, index.Lane],
            tensor.Region, tensor.Offset, [tensor.ImageStep, tensor.RowStep, tensor.PixelStep, 1]));
    }

    private static IReadOnlyList<Loop> Loops(Tensor tensor) => [Loop.Batch, new("row", tensor.Height), new("column", tensor.Width), new("channel", tensor.Channels)];
}
