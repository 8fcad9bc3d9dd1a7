using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Gpu.Oracle;
using ConvGen.Tests.Ptx;

namespace ConvGen.Tests.Gpu.Forms;

/// <summary>Products on tensor cores: the shapes of <see cref="ContractionTests"/>, whose oracle rounds as the cores do, and what single precision loses.</summary>
public class TensorContractionTests
{
    public static TheoryData<Precision, string> Cases
    {
        get
        {
            var cases = new TheoryData<Precision, string>();
            foreach (var precision in new[] { Precision.TensorFloat32, Precision.Float32, Precision.BFloat16 })
                foreach (var name in ContractionTests.Kernels.Keys)
                    cases.Add(precision, name);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Products_agree_with_the_oracle(Precision precision, string name)
    {
        var kernels = ContractionTests.Kernels[name]();
        Assert.Equal("", string.Concat(
            from kernel in kernels.Where(KernelTrial.HasTensor)
            from size in Layouts.Batches
            from fault in KernelTrial.Faults(kernel, size.Batch, size.Capacity, precision)
            select $"\n{kernel.Name} of {size.Batch}: {fault}"));
    }

    /// <summary>
    /// A layer that fills its tiles, 3×3 taps, 64 channels and filters, and its weights' gradient. Budgets: three blocks of 128 threads to a processor (168 registers), the drivers' time (32 KB of
    /// text), and the share of instructions that are products. A detailed log has the figures.
    /// </summary>
    [Theory]
    [InlineData(Precision.TensorFloat32, 0.14)]
    [InlineData(Precision.Float32, 0.23)]
    [InlineData(Precision.BFloat16, 0.08)]
    public void Large_layers_use_the_machine_well(Precision precision, double share)
    {
        foreach (var kernel in ContractionTests.Convolutions(64, 64, 1, 16, 16))
        {
            var text = KernelTrial.TextOf(kernel, precision);
            var validation = PtxValidator.Validate(text);
            Assert.Empty(validation.Problems);
            Assert.InRange(validation.Registers.Values.Max(), 1, 168);
            Assert.All(text.Split(".visible .entry"), entry => Assert.InRange(entry.Length, 1, 32 * 1024));
            var trial = new KernelTrial(kernel, 2, 2, precision);
            Assert.Equal("", string.Join('\n', trial.Faults()));
            var report = trial.Reports.MaxBy(launch => launch.Mma)!;
            Assert.Equal(1, report.BankConflicts, 0.01);
            Assert.True(report.GlobalBytes >= 0.9 * 32 * report.GlobalSectors, FormattableString.Invariant($"{report.GlobalSectors} sectors for {report.GlobalBytes} bytes"));
            Console.WriteLine(FormattableString.Invariant(
                $"{kernel.Name}: {text.Split(".visible .entry").Max(entry => entry.Length)} bytes of text, {validation.Registers.Values.Max()} registers, {100.0 * report.Mma / report.WarpInstructions:F0} % products, {report.BankConflicts:F2} passes an access"));
            Assert.True(report.Mma >= share * report.WarpInstructions, FormattableString.Invariant($"{report.Mma} of {report.WarpInstructions} instructions are products"));
        }
    }

    /// <summary>What kernels are held to: three products of TF32 are nearly one of single precision; one is not, or the test would say nothing.</summary>
    [Theory]
    [InlineData(Precision.Float32, 20)]
    [InlineData(Precision.TensorFloat32, 10)]
    [InlineData(Precision.BFloat16, 7)]
    public void The_oracle_rounds_as_promised(Precision precision, int bits)
    {
        var (random, worst) = (new Random(7), 0.0);
        for (var i = 0; i < 100_000; i++)
        {
            var (a, b) = (Number(), Number());
            worst = Math.Max(worst, Math.Abs((Rounding.Product(a, b, precision) / ((double)a * b)) - 1));
        }

        Assert.InRange(worst, Math.ScaleB(1, -bits - 3), Math.ScaleB(1, -bits));

        float Number() => MathF.ScaleB((random.NextSingle() * 2) - 1, random.Next(-20, 20));
    }
}
