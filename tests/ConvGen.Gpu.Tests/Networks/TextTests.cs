using System.Text;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Passes;
using ConvGen.Tests.Gpu.Harness;
using Xunit.Abstractions;

namespace ConvGen.Tests.Gpu.Networks;

/// <summary>
/// How long the texts are of all kernels that a network has, for inference and training. They lie in the assembly, and a driver compiles them before the first image: those that every
/// device runs, and products either for tensor cores in one arithmetic or without.
/// </summary>
public class TextTests(ITestOutputHelper output)
{
    private const int Kilobyte = 1024, Megabyte = 1024 * Kilobyte;

    /// <summary>Kilobytes of PTX that a network may have, and distinct kernels that every device runs: what there is and a little more.</summary>
    [Theory]
    [InlineData("LeNet5", 450, 41)]
    [InlineData("Vgg16", 720, 42)]
    [InlineData("ResNet50", 1310, 60)]
    [InlineData("DenseNet121", 1015, 62)]
    [InlineData("MobileNetV2", 1255, 76)]
    [InlineData("GoogLeNet", 1660, 66)]
    [InlineData("InceptionV3", 1600, 65)]
    public void Networks_are_little_text(string name, int most, int mostKernels)
    {
        var printer = Printed(CompiledPrograms.OfModel(name));
        var (common, plain, tensor) = (printer.Kernels.Ptx.Length, printer.Contractions.Ptx.Length, printer.TensorContractions.Ptx.Length);
        var compiled = common + Math.Max(plain, Precisions(printer.TensorContractions.Ptx).Max());
        output.WriteLine($"{name}: {(common + plain + tensor) / Kilobyte} KB of PTX, of which a driver compiles {compiled / Kilobyte}; {printer.Kernels.Kernels.Count}, {printer.Contractions.Kernels.Count} and {printer.TensorContractions.Kernels.Count} kernels; {printer.OpenCl.Length / Kilobyte} KB of OpenCL C");
        Assert.InRange(common + plain + tensor, 1, most * Kilobyte);
        Assert.InRange(compiled, 1, Megabyte);
        Assert.InRange(printer.Kernels.Kernels.Count, 1, mostKernels);
        foreach (var text in new[] { printer.Kernels.Ptx, printer.Contractions.Ptx, printer.TensorContractions.Ptx })
            Assert.All(text.Split(".visible")[1..], kernel => Assert.InRange(kernel.Length, 1, 32 * Kilobyte));
    }

    private static IEnumerable<int> Precisions(string text) =>
        new[] { Precision.TensorFloat32, Precision.Float32, Precision.BFloat16 }.Select(precision => TensorText.For(Encoding.ASCII.GetBytes(text), precision).Length);

    private static GpuProgramPrinter Printed(LoweredNetwork network)
    {
        var printer = new GpuProgramPrinter();
        foreach (var program in new[] { network.Inference, network.Training })
            foreach (var segment in program.Segments)
                printer.Schedule(program, segment);
        Assert.NotEmpty(printer.Optimizers(network.Training, network.Parameters.Floats).ToList());
        return printer;
    }
}
