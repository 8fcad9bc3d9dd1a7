using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ConvGen.KernelBenchmarks;

/// <summary>A column that is made of a pass's figures and its least time: others may use the processor.</summary>
/// <param name="name">Its head.</param>
/// <param name="legend">What it says.</param>
/// <param name="format">Of its numbers.</param>
/// <param name="value">From the figures and the seconds.</param>
internal sealed class FigureColumn(string name, string legend, string format, Func<PassFigures, double, double> value) : IColumn
{
    public string Id => "ConvGen." + name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var layer = benchmarkCase.Parameters[nameof(LayerBenchmark.Layer)]?.ToString() ?? "";
        return summary[benchmarkCase]?.ResultStatistics is { } statistics && PassFigures.Of(benchmarkCase.Descriptor.Type.Name, layer) is { } figures
            ? value(figures, statistics.Min / 1e9).ToString(format, CultureInfo.InvariantCulture)
            : "-";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
