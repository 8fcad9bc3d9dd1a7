using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Graph;

namespace ConvGen.Generator.Operators;

/// <summary>Each channel filtered by itself, by numbers that are constants of the kernel.</summary>
internal sealed partial class FixedFilter2D : Operator
{
    private static readonly Dictionary<string, float[]> Classics = new(System.StringComparer.Ordinal)
    {
        ["VerticalEdge"] = [1, 0, -1, 1, 0, -1, 1, 0, -1],
        ["HorizontalEdge"] = [1, 1, 1, 0, 0, 0, -1, -1, -1],
        ["SobelVertical"] = [1, 0, -1, 2, 0, -2, 1, 0, -1],
        ["SobelHorizontal"] = [1, 2, 1, 0, 0, 0, -1, -2, -1],
        ["ScharrVertical"] = [3, 0, -3, 10, 0, -10, 3, 0, -3],
        ["ScharrHorizontal"] = [3, 10, 3, 0, 0, 0, -3, -10, -3],
        ["PrewittVertical"] = [1, 0, -1, 1, 0, -1, 1, 0, -1],
        ["PrewittHorizontal"] = [1, 1, 1, 0, 0, 0, -1, -1, -1],
    };

    private readonly SlidingWindow _window;
    private readonly float[] _numbers;

    public FixedFilter2D(LayerArguments arguments)
    {
        var height = arguments.Positive("KernelHeight", 3);
        var width = arguments.Positive("KernelWidth", 3);
        var (strideHeight, strideWidth) = SlidingWindow.ReadStrides(arguments, 1);
        _window = new SlidingWindow(height, width, strideHeight, strideWidth, 1, PaddingRule.Read(arguments));
        _numbers = Classics.TryGetValue(arguments.Word("Filter", ""), out var classic) ? classic : [.. arguments.Numbers("Numbers")];
        if (arguments.Has("Filter"))
            return;
        var count = (long)height * width;
        if (_numbers.Length != count)
            arguments.Report("CVG2030", null, LayerArguments.Text(height), LayerArguments.Text(width), LayerArguments.Text(count), LayerArguments.Text(_numbers.Length));
        else if (_numbers.FirstOrDefault(number => float.IsNaN(number) || float.IsInfinity(number)) is var bad && bad != 0)
            arguments.Report("CVG2018", null, "a number of the filter", LayerArguments.Text(bad), "finite");
    }

    public override string Kind => "FixedFilter2D";

    public override Shape? InferShape(ShapeContext context) => _window.InferShape("filter", context.Input.Channels, context);

    /// <summary>Zeros cost nothing.</summary>
    public override long MultiplyAccumulates(Shape input, Shape output) => output.Elements * _numbers.Count(number => number != 0);
}
