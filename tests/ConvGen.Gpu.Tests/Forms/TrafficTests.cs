using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>What kernels ask of memory at usual sizes: neighbours read neighbours, and shared memory has no bank that two want.</summary>
public class TrafficTests
{
    public static TheoryData<string> Names => [.. _kernels.Keys];

    private static readonly Dictionary<string, Func<Kernel>> _kernels = new(StringComparer.Ordinal)
    {
        ["bias gradient"] = () => ColumnReduction.BiasGradient("bias", 14, 14, 64, Layouts.Map("dy", 14, 14, 64), Layouts.Parameter("bias", 64, Space.Gradients).Region),
        ["statistics"] = () => new ColumnReduction(
            "statistics", 14, 14, 64, [Layouts.Map("x", 14, 14, 64), Layouts.Vector("mean", 64)], RowFold.Sum, [(new Load(0) - new Load(1)) * (new Load(0) - new Load(1))],
            [new Result(Layouts.Vector("sum", 64, perImage: true), new Total(0))], true),
        ["softmax of many"] = () => Softmax(1, 1, 1000),
        ["maximum"] = () => Window(WindowOperation.Maximum, false),
        ["maximum gradient"] = () => Window(WindowOperation.Maximum, true),
        ["average"] = () => Window(WindowOperation.Average, false),
        ["average gradient"] = () => Window(WindowOperation.Average, true),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Memory_is_used_well(string name)
    {
        var trial = new KernelTrial(_kernels[name](), 4, 4);
        Assert.Empty(trial.Faults());
        foreach (var report in trial.Reports)
        {
            Assert.True(report.GlobalBytes >= 0.7 * 32 * report.GlobalSectors, FormattableString.Invariant($"{report.GlobalSectors} sectors for {report.GlobalBytes} bytes"));
            Assert.True(report.BankConflicts <= 1.25, FormattableString.Invariant($"{report.BankConflicts} phases where one would do"));
        }
    }

    private static RowReduction Softmax(int height, int width, int lanes)
    {
        var shifted = new Unary(UnaryOperation.Exp, new Load(0) - new RowScalar(0));
        return new RowReduction(
            "softmax", height, width, lanes, false, [Layouts.Map("x", height, width, lanes)], [new RowStep(RowFold.Maximum, new Load(0)), new RowStep(RowFold.Sum, shifted)],
            Layouts.Map("y", height, width, lanes), shifted / new RowScalar(1), null, null, false, (0, 0, 1));
    }

    private static Window Window(WindowOperation operation, bool gradient)
    {
        var (map, pooled) = (Layouts.Map("map", 14, 14, 64), Layouts.Map("pooled", 7, 7, 64));
        var (dx, dy, geometry) = (Layouts.Map("dx", 14, 14, 64), Layouts.Map("dy", 7, 7, 64), new WindowGeometry(3, 3, 2, 2, 1, 1, 1, 1, 1, 7, 7));
        return gradient
            ? new Window("gradient", operation, true, 14, 14, 64, geometry, false, dy, dx, operation == WindowOperation.Maximum ? map : null, operation == WindowOperation.Maximum ? pooled : null)
            : new Window("forward", operation, false, 14, 14, 64, geometry, false, map, pooled);
    }
}
