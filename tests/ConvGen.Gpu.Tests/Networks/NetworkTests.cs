using System.Globalization;
using System.Text;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Operators;
using ConvGen.Generator.Passes;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Harness;

namespace ConvGen.Tests.Gpu.Networks;

/// <summary>Every kernel of whole networks, inference and training, beside the oracle.</summary>
public class NetworkTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, LoweredNetwork>> Networks = new(() => CompiledPrograms.Of(NetworkSources.Text));

    public static TheoryData<string> Names => [.. Networks.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Kernels_agree_with_the_oracle(string name)
    {
        var (faults, known) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var kernel in Networks.Value[name].Kernels().Where(kernel => known.Add(Text(kernel))))
            foreach (var fault in KernelTrial.Faults(kernel))
                faults.Append(CultureInfo.InvariantCulture, $"\n{kernel.GetType().Name} '{kernel.Name}': {fault}");
        Assert.True(faults.Length == 0, faults.ToString());
    }

    /// <summary>What tensor cores take of them, rounded as most networks have it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Products_on_tensor_cores_agree_with_the_oracle(string name)
    {
        var (faults, known) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var kernel in Networks.Value[name].Kernels().OfType<Contraction>().Where(kernel => KernelTrial.HasTensor(kernel) && known.Add(Text(kernel))))
            foreach (var fault in KernelTrial.Faults(kernel, precision: kernel.IsConvolution ? Precision.TensorFloat32 : Precision.Float32))
                faults.Append(CultureInfo.InvariantCulture, $"\n'{kernel.Name}': {fault}");
        Assert.True(faults.Length == 0, faults.ToString());
    }

    /// <summary>PyTorch rounds what convolutions multiply and not what dense layers do, and so does <see cref="Precision.Default"/>.</summary>
    [Fact]
    public void Convolutions_are_told_from_dense_layers()
    {
        List<Contraction> contractions = [.. Networks.Value["Letters"].Kernels().OfType<Contraction>()];
        Assert.Equal([false, true], contractions.Select(contraction => contraction.IsConvolution).Distinct().Order());
        Assert.All(contractions, contraction => Assert.Equal(contraction.Name.StartsWith("conv", StringComparison.OrdinalIgnoreCase), contraction.IsConvolution));
    }

    /// <summary>Kernels that were built for other contractions, with this one's sizes, are what would be built for this one.</summary>
    [Fact]
    public void Kernels_that_are_remembered_are_those_that_would_be_built()
    {
        var (codes, known, remembered) = (new ContractionCodes(), new HashSet<object>(ReferenceEqualityComparer.Instance), 0);
        foreach (var kernel in Networks.Value.Values.SelectMany(network => network.Kernels()).OfType<Contraction>().Concat(Forms.ContractionTests.Kernels.Values.SelectMany(kernels => kernels())))
        {
            foreach (var (launch, built) in GpuKernels.Of(kernel, codes).Zip(GpuKernels.Of(kernel)))
            {
                Same(launch.Code, built.Code);
                Assert.Equal(built.Tensor is null, launch.Tensor is null);
                if (built.Tensor is not null)
                    Same(launch.Tensor!, built.Tensor);
                remembered += known.Add(launch.Code.Body) ? 0 : 1;
            }
        }

        Assert.InRange(remembered, 100, int.MaxValue);

        static void Same(KernelCode code, KernelCode built)
        {
            Assert.True(code.HasTextOf(built), built.Comment);
            Assert.Equal(built.Sizes, code.Sizes);
        }
    }

    [Fact]
    public void Networks_have_every_layer_and_loss()
    {
        var missing = OperatorCatalog.OperatorKinds.Concat(OperatorCatalog.LossKinds).Where(kind => !new[] { $"[{kind}(", $"[{kind}]" }.Any(text => NetworkSources.Text.Contains(text, StringComparison.Ordinal)));
        Assert.Equal("", string.Join(", ", missing));
    }

    /// <summary>Drivers compile them when a network is first run: those of reductions and windows, which have formulas and taps written out, stay short.</summary>
    [Fact]
    public void Kernels_are_short()
    {
        foreach (var kernel in Networks.Value.Values.SelectMany(network => network.Kernels()).Where(kernel => kernel is not Contraction))
            foreach (var launch in GpuKernels.Of(kernel))
                Assert.InRange(PtxPrinter.Print(launch.Code, "kernel").Length, 1, 32 * 1024);
    }

    /// <summary>But for those that passes for processors alone make; and what only devices have.</summary>
    [Fact]
    public void Networks_have_every_form()
    {
        Assert.Contains(Networks.Value.Values.SelectMany(network => network.Kernels()).OfType<Contraction>(), contraction => contraction.Statistics is not null);
        var forms = typeof(Kernel).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Kernel)) && !IsForProcessors(type));
        Assert.Equal("", string.Join(", ", forms.Except(Networks.Value.Values.SelectMany(network => network.Kernels()).Select(kernel => kernel.GetType())).Select(type => type.Name)));
    }

    /// <summary>Forms that trade memory for multiplications, read weights along lanes or have images in them.</summary>
    private static bool IsForProcessors(Type form) =>
        form.Name.StartsWith("Winograd", StringComparison.Ordinal) || form.Name.StartsWith("Interleave", StringComparison.Ordinal) || form == typeof(TransposedProduct) || form == typeof(AddGroups);

    /// <summary>What tells kernels apart: their texts, and where in what kind of memory they work.</summary>
    private static string Text(Kernel kernel) => string.Concat(GpuKernels.Of(kernel).Select(launch =>
        PtxPrinter.Print(launch.Code, "") + launch.Blocks + string.Join(",", launch.Code.Sizes) + string.Concat(launch.Places.Select(place => $"{place.Space} {place.Region?.Space} {place.Region?.Floats} {place.Offset}"))));
}
