using System.Reflection;
using ConvGen.GpuLab.Pack;
using ConvGen.Tests.Gpu.Forms;
using ConvGen.Tests.Gpu.Harness;
using ConvGen.Tests.Gpu.Networks;
using ConvGen.Tests.Gpu.Oracle;

namespace ConvGen.Tests.Gpu.Pack;

/// <summary>
/// The file by which a machine with a graphics processor runs what the emulator runs here. Where the environment variable CONVGEN_KERNEL_PACK names a file, the pack of all trials is
/// written there (benchmarks/gpu.sh); else one of a few to a temporary file.
/// </summary>
public sealed class KernelPackTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Trials_are_packed()
    {
        var path = Environment.GetEnvironmentVariable("CONVGEN_KERNEL_PACK") is { Length: > 0 } asked ? asked : null;
        TrialPack.Write(path is null ? [typeof(TensorContractionTests).GetMethod(nameof(TensorContractionTests.Large_layers_use_the_machine_well))!] : Trials(), path ?? _path);
        var pack = PackReader.Read(path ?? _path);
        Assert.NotEmpty(pack.Cases);
        Assert.Equal(pack.Kernels.Count, pack.Kernels.Select(kernel => kernel.Header + kernel.Threads + kernel.Body.Replace(kernel.Name, "", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Count());
        // What the emulator computed lies within what the oracle allows, and is more than nothing.
        foreach (var buffer in pack.Cases.SelectMany(each => each.Buffers))
            Assert.Equal("", PackCheck.Of(buffer, buffer.After ?? buffer.Before) ?? "");
        Assert.Contains(pack.Cases.SelectMany(each => each.Buffers), buffer => buffer.Low.Length > 0);
    }

    [Fact]
    public void Any_number_but_the_right_ones_is_noticed()
    {
        var buffer = new PackedBuffer("y", 0, [1, 2, 3, 4])
        {
            After = [1, 2, 3, 4],
            IsWritten = [false, true, true, true],
            Low = [1, float.NaN, float.NegativeInfinity],
            High = [2, float.NaN, float.PositiveInfinity],
        };
        int[] right = [1, Bits(1.5f), Bits(float.NaN), Bits(float.NaN)];
        Assert.Null(PackCheck.Of(buffer, right));
        Assert.Contains("'y' is wrong in 1 of 4 places: number 0 is", PackCheck.Of(buffer, [2, .. right[1..]]), StringComparison.Ordinal);
        Assert.Contains("number 1 is 2.0000002", PackCheck.Of(buffer, [1, Bits(2.0000002f), .. right[2..]]), StringComparison.Ordinal);
        Assert.Contains("number 1 is NaN", PackCheck.Of(buffer, [1, Bits(float.NaN), .. right[2..]]), StringComparison.Ordinal);
        Assert.Contains("number 2 is 1", PackCheck.Of(buffer, [.. right[..2], Bits(1), right[3]]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(-3, 1e-3)]
    [InlineData(1e-3, 2e-3)]
    [InlineData(1e-42, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1e30, 1e39)]
    public void Bounds_are_the_last_numbers_that_are_allowed(double value, double error)
    {
        var measured = new Measured(value, error);
        var (low, high) = TrialPack.Bounds(measured);
        Assert.True(measured.Allows(low) && measured.Allows(high));
        Assert.True(float.IsInfinity(low) || !measured.Allows(MathF.BitDecrement(low)));
        Assert.True(float.IsInfinity(high) || !measured.Allows(MathF.BitIncrement(high)));
    }

    [Fact]
    public void Bounds_of_what_is_no_number_and_of_what_may_be_any()
    {
        Assert.Equal((float.NaN, float.NaN), TrialPack.Bounds(new Measured(double.NaN, 0)));
        Assert.Equal((float.NegativeInfinity, float.PositiveInfinity), TrialPack.Bounds(new Measured(1, double.PositiveInfinity)));
    }

    [Fact]
    public void A_broken_pack_is_refused_with_a_reason()
    {
        using (var writer = new PackWriter(_path))
        {
            KernelTrial.Passed = trial => TrialPack.Add(writer, "trial", trial);
            Assert.Equal("", Layouts.Faults(Generator.Program.ColumnReduction.BiasGradient("bias", 5, 7, 20, Layouts.Map("dy", 5, 7, 20), Layouts.Parameter("bias", 20, Generator.Program.Space.Gradients).Region)));
            KernelTrial.Passed = null;
            writer.Finish();
        }

        var whole = File.ReadAllBytes(_path);
        Assert.NotEmpty(PackReader.Read(_path).Cases);
        Refused(whole[..(whole.Length / 2)], "");
        Refused(whole[..4], "does not begin as a kernel pack does");
        Refused([.. "nonsense"u8, .. whole[8..]], "does not begin as a kernel pack does");
        whole[whole.Length / 2] ^= 0x10;
        Refused(whole, "");

        using (var writer = new PackWriter(_path))
            writer.Add(new PackedCase("Move", "a", [new PackedBuffer("x", 0, [1])], []));
        Refused(File.ReadAllBytes(_path), "ends too early");
        using (var writer = new PackWriter(_path))
            writer.Add(new PackedCase("Move", "a", [new PackedBuffer("x", 0, [1])], [new PackedLaunch(0, (1, 1, 1), [(0, 0)], [1])]));
        Refused(File.ReadAllBytes(_path), "Move 'a' launches kernel 0 of 0");

        void Refused(byte[] file, string reason)
        {
            File.WriteAllBytes(_path, file);
            Assert.Contains(reason, Assert.Throws<PackFormatException>(() => PackReader.Read(_path)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>All tests of forms and networks.</summary>
    private static IEnumerable<MethodInfo> Trials() =>
        from type in typeof(KernelPackTests).Assembly.GetTypes()
        where type.IsPublic && (type.Namespace == typeof(ContractionTests).Namespace || type == typeof(NetworkTests))
        orderby type.Name
        from method in type.GetMethods()
        where method.GetCustomAttribute<FactAttribute>() is not null && (type != typeof(NetworkTests) || method.Name is nameof(NetworkTests.Kernels_agree_with_the_oracle) or nameof(NetworkTests.Products_on_tensor_cores_agree_with_the_oracle))
        select method;

    private static int Bits(float number) => BitConverter.SingleToInt32Bits(number);
}
