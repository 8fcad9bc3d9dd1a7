using ConvGen.Tests.Weights;

namespace ConvGen.Tests.Devices;

/// <summary>Which of a network's texts a device loads, and what it does where one is refused.</summary>
[Collection(SerialTests.Name)]
public sealed class LoadedKernelsTests : IDisposable
{
    private static readonly GpuLaunch _product = new("fc forward", 0, default, [], [1, 2]) { Tensor = (0, [3]) };

    private readonly CudaMock _mock = new();

    public void Dispose() => _mock.Dispose();

    [Fact]
    public void Products_run_on_tensor_cores_where_there_are_some()
    {
        using var device = _mock.Open();
        var kernels = LoadedKernels.Load(new Program("t"), device, Precision.Default);
        Assert.Equal((true, null), (kernels.OnTensorCores, kernels.Note));
        Assert.Equal([3], kernels.Of(_product).Sizes);
        Assert.Equal(128, kernels.Of(_product).Kernel.Threads);
        Assert.Equal(2, Modules());
    }

    [Theory]
    [InlineData(75, 12_040)] // a card of 2018
    [InlineData(80, 10_020)] // a driver that does not know the language
    public void An_older_card_or_driver_is_not_asked(int capability, int driver)
    {
        (_mock.Devices[0], _mock.DriverVersion) = (("Old GPU", capability), driver);
        _mock.Install();
        using var device = _mock.Open();
        var kernels = LoadedKernels.Load(new Program("t"), device, Precision.Default);
        Assert.Equal((false, null), (kernels.OnTensorCores, kernels.Note));
        Assert.Equal([1, 2], kernels.Of(_product).Sizes);
        Assert.Equal(256, kernels.Of(_product).Kernel.Threads);
    }

    [Fact]
    public void A_driver_that_refuses_those_for_tensor_cores_gets_the_others()
    {
        using var device = _mock.Open();
        var kernels = LoadedKernels.Load(new Program("absent"), device, Precision.Default);
        Assert.Equal(
            "cuda:0 does without its tensor cores (cuModuleGetFunction failed: CUDA_ERROR_NOT_FOUND (500), text of 500. It was asked for the kernel 'absent')", kernels.Note);
        Assert.Equal([1, 2], kernels.Of(_product).Sizes);
        Assert.Equal(2, Modules());
    }

    [Fact]
    public void What_the_environment_calls_no_precision_is_told()
    {
        using (new EnvironmentSetting(TensorText.Variable, "fp64"))
        {
            Assert.Equal(Precision.Default, TensorText.Resolve(Precision.Default, out var note));
            Assert.Equal("CONVGEN_PRECISION is 'fp64', which is no precision (default, float32, tf32 and bf16 are).", note);
            Assert.Equal(Precision.BFloat16, TensorText.Resolve(Precision.BFloat16, out note));
            Assert.Null(note);
        }

        foreach (var (text, precision) in new[] { ("FP32", Precision.Float32), ("tf32", Precision.TensorFloat32), ("bfloat16", Precision.BFloat16), ("default", Precision.Default) })
        {
            using var setting = new EnvironmentSetting(TensorText.Variable, text);
            Assert.Equal((precision, null), (TensorText.Resolve(Precision.Default, out var note), note));
        }
    }

    private int Modules() => _mock.Alive.Count(each => each.StartsWith("module", StringComparison.Ordinal));

    /// <summary>One kernel, and one product in both forms.</summary>
    /// <param name="tensorKernel">The name by which the driver is asked for the second.</param>
    private sealed class Program(string tensorKernel) : GpuProgram
    {
        private static readonly byte[] _kernels = CudaMock.Ptx(("k", 1)), _contractions = CudaMock.Ptx(("c", 1)), _tensor = CudaMock.Ptx("7.0", "sm_80", ("t", 1));

        public override ReadOnlySpan<byte> Ptx => _kernels;

        public override ReadOnlySpan<byte> PtxContractions => _contractions;

        public override ReadOnlySpan<byte> PtxTensor => _tensor;

        public override ReadOnlySpan<byte> OpenCl => default;

        public override IReadOnlyList<(string Name, int Threads)> Kernels => [("k", 32)];

        public override IReadOnlyList<(string Name, int Threads)> Contractions => [("c", 256)];

        public override IReadOnlyList<(string Name, int Threads)> TensorContractions => [(tensorKernel, 128)];

        public override GpuMemory Memory => new(0, 0, 0, 0, 0, 0, 0);

        public override GpuSchedule? Schedule(string segment) => null;
    }
}
