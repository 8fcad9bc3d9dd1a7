using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace ConvGen.KernelBenchmarks;

/// <summary>
/// Short jobs within this process. A process for each benchmark would restore and build a generated project each time; and it buys nothing here: kernels are
/// compiled optimised at once, and own their memory. The columns' figures come from the same process too.
/// </summary>
internal sealed class KernelConfig : ManualConfig
{
    public KernelConfig()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(9).WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddColumnProvider(DefaultColumnProviders.Params);
        AddColumn(
            StatisticColumn.Min,
            StatisticColumn.Mean,
            StatisticColumn.StdDev,
            new FigureColumn("GFLOP/s", "Operations of the pass by its least time; of a convolution twice its multiply-accumulates, whatever the algorithm", "F1", (figures, seconds) => figures.Operations / seconds / 1e9),
            new FigureColumn("of peak", "GFLOP/s as a share of the measured peak in percent; Winograd's transform may be above 100", "F1", (figures, seconds) => 100 * figures.Operations / seconds / PassFigures.Peak.Value.OperationsPerSecond),
            new FigureColumn("kernels of peak", "The same of kernels alone, without copies in and out; of a training pass, of the backward pass alone", "F1", (figures, _) => 100 * figures.KernelOperations / figures.KernelSeconds / PassFigures.Peak.Value.OperationsPerSecond));
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40));
    }
}
