using System.Globalization;

namespace ConvGen.Tests.Goldens;

/// <summary>How far each network was from PyTorch, written beside the goldens as a table: errors.md.</summary>
public sealed class ErrorTable : IDisposable
{
    private readonly SortedDictionary<string, string> _rows = new(StringComparer.Ordinal);

    internal void Add(string network, InstructionSet instructions, ZooErrors errors)
    {
        var figures = new[] { errors.Predicted, errors.Output, errors.Loss, errors.InputGradient, errors.ParameterGradient }.Select(figure => figure.ToString("0.0e-0", CultureInfo.InvariantCulture));
        var own = errors.FloatGradient > 0 ? FormattableString.Invariant($"{errors.FloatGradient:0.0e-0} | `{errors.WorstFloat}`") : "not measured | ";
        var like = FormattableString.Invariant($"{own} | {errors.Taken.Count} of {errors.Places} | {string.Join("; ", errors.LikeFloats)}");
        _rows[$"{network} {instructions}"] = $"| {network} | {instructions} | {string.Join(" | ", figures)} | `{errors.WorstParameter}` | {like} |";
    }

    public void Dispose()
    {
        if (_rows.Count == 0)
            return;
        string[] head = ["| network | instructions | prediction | training output | loss | input gradient | worst parameter gradient | of | PyTorch's float | of | other choices | gradients like PyTorch's float |", "|" + string.Concat(Enumerable.Repeat(" --- |", 12))];
        File.WriteAllLines(Path.Combine(ZooGoldens.Folder!, "errors.md"), head.Concat(_rows.Values));
    }
}
