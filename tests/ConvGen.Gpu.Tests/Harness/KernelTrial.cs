using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ConvGen.Generator.Backends.Gpu;
using ConvGen.Generator.Backends.Gpu.Kernels;
using ConvGen.Generator.Backends.Gpu.Language;
using ConvGen.Generator.Backends.Gpu.Printing;
using ConvGen.Generator.Program;
using ConvGen.Tests.Gpu.Oracle;
using ConvGen.Tests.Ptx;
using PlaceSpace = ConvGen.Generator.Backends.Gpu.Kernels.GpuSpace;

namespace ConvGen.Tests.Gpu.Harness;

/// <summary>
/// A kernel in the emulator beside the oracle: each region in memory of its own, at an address that promises no more than the runtime does; numbers that nobody reads
/// are no numbers; then every float of every region is compared, the untouched ones bit by bit.
/// </summary>
/// <param name="kernel">The form.</param>
/// <param name="batch">Images.</param>
/// <param name="capacity">Images that there is memory for.</param>
/// <param name="precision">How tensor cores multiply; <see cref="Precision.Default"/> where there are none.</param>
internal sealed class KernelTrial(Kernel kernel, int batch, int capacity, Precision precision = Precision.Default)
{
    private const int Bytes = sizeof(float);

    private readonly OracleMemory _memory = new(batch) { LossScale = 0.375f, Pass = (7, 3), Precision = HasTensor(kernel) ? precision : Precision.Default };
    private readonly DeviceMemory _device = new();
    private readonly Dictionary<Region, ulong> _places = [];
    private readonly List<LaunchReport> _reports = [];

    /// <summary>Regions that hold what a kernel left half done.</summary>
    private IEnumerable<Region> Undefined => kernel is PairwiseReduction pairwise ? [pairwise.Scratch] : [];

    /// <summary>Changes what the regions hold before the kernel.</summary>
    public Action<OracleMemory>? Prepare { get; init; }

    /// <summary>What the regions hold.</summary>
    public Numbers Numbers { get; init; }

    /// <summary>What the launches did.</summary>
    public IReadOnlyList<LaunchReport> Reports => _reports;

    /// <summary>Thread instructions that a launch may take.</summary>
    public long Budget { get; init; } = 60_000_000;

    /// <summary>The text that runs, with the entries of <see cref="TextOf"/>: the form's own where it is null.</summary>
    public PtxModule? Module { get; init; }

    /// <summary>All that is wrong, a line for each; none where nothing is.</summary>
    public static IReadOnlyList<string> Faults(Kernel kernel, int batch = 2, int capacity = 3, Precision precision = Precision.Default) =>
        new KernelTrial(kernel, batch, capacity, precision).Faults();

    /// <summary>The text of all launches that a form becomes.</summary>
    public static string TextOf(Kernel kernel) => TextOf(kernel, Precision.Default);

    /// <inheritdoc cref="TextOf(Kernel)"/>
    public static string TextOf(Kernel kernel, Precision precision)
    {
        var text = new StringBuilder(precision == Precision.Default ? PtxPrinter.Header : PtxPrinter.TensorHeader);
        foreach (var (launch, i) in Launches(kernel).Select((launch, i) => (launch, i)))
            text.Append("//matrix\n").Append(PtxPrinter.Print(CodeOf(launch, precision), "kernel" + i.ToString(CultureInfo.InvariantCulture)));
        return Encoding.UTF8.GetString(TensorText.For(Encoding.UTF8.GetBytes(text.ToString()), precision));
    }

    /// <summary>True where tensor cores run the form.</summary>
    public static bool HasTensor(Kernel kernel) => Launches(kernel).Any(launch => launch.Tensor is not null);

    private static IEnumerable<Launch> Launches(Kernel kernel) => GpuKernels.Of(kernel);

    /// <summary>What a launch runs.</summary>
    public static KernelCode CodeOf(Launch launch, Precision precision) => precision == Precision.Default ? launch.Code : launch.Tensor ?? launch.Code;

    /// <inheritdoc cref="Faults(Kernel, int, int)"/>
    public IReadOnlyList<string> Faults()
    {
        foreach (var region in kernel.Reads.Concat(kernel.Writes).Distinct())
            _memory.Add(region, Floats(region));
        TestData.Fill(kernel, _memory, Numbers, seed: 1);
        Prepare?.Invoke(_memory);
        KernelOracle.Run(kernel, _memory);
        foreach (var region in _memory.Regions)
            Upload(region);
        var faults = new List<string>();
        Launch(faults);
        if (faults.Count == 0)
            foreach (var region in _memory.Regions.Except(Undefined))
                Compare(region, faults);
        return faults;
    }

    /// <summary>How long a region is: the caller's own memory holds as many images as there are, the arena as many as may be.</summary>
    private long Floats(Region region)
    {
        if (region.Floats == int.MaxValue && kernel is Move move)
            return MoveOracle.Reach(move, batch, move.Target == region);
        return !region.GrowsWithBatch ? region.Floats : (long)region.Floats * (region.IsPlanned ? capacity : batch);
    }

    /// <summary>Puts a region on the device. What the kernel should not read, be it padding or what it will write, is NaN there.</summary>
    private void Upload(Region region)
    {
        var (values, read) = (_memory.Values(region), _memory.IsRead(region));
        for (var i = 0; i < values.Length; i++)
            if (!read[i])
                values[i] = BitConverter.UInt32BitsToSingle(0x7FC00000u + (uint)(i % 0x10000));

        // Planned regions lie on cache lines, others where their offset says; of targets, labels and losses nothing is known but that they are numbers.
        var offset = Math.Max(0, region.Offset);
        var shift = region.Space switch
        {
            Space.Parameters or Space.Gradients => offset % 4,
            Space.Input => offset * batch % 4,
            Space.Targets or Space.Losses => 1,
            _ => 0,
        };
        _places[region] = Allocate(values.Length, (int)shift, MemoryMarshal.Cast<float, int>(values));
    }

    private ulong Allocate(long numbers, int shift, ReadOnlySpan<int> values)
    {
        var address = _device.Allocate(Math.Max(1, numbers + shift) * Bytes) + (ulong)(shift * Bytes);
        values.CopyTo(_device.Span<int>(address, values.Length));
        return address;
    }

    private void Launch(List<string> faults)
    {
        List<Launch> launches = [.. Launches(kernel)];
        var module = Module ?? PtxModule.Parse(TextOf(kernel, precision));
        var scratch = Allocate(launches.Select(launch => launch.ScratchFloats).Append(0).Max(), 0, []);
        var labels = Allocate(_memory.Labels.Length, 1, _memory.Labels);
        var pass = Allocate(3, 1, [BitConverter.SingleToInt32Bits(_memory.LossScale), (int)_memory.Pass.Seed, (int)_memory.Pass.Step]);
        var emulator = new Emulator(_device) { InstructionBudget = Budget };
        for (var i = 0; i < launches.Count; i++)
        {
            var launch = launches[i];
            var parts = launch.Split?.Parts(batch) ?? 1;
            if (launch.Split is not null && parts > 1 == (launch.Split.Role == SplitRole.Whole))
                continue;
            var code = CodeOf(launch, precision);
            List<byte> parameters = [.. launch.Places.SelectMany(place => BitConverter.GetBytes(Address(place))), .. ((int[])[batch, .. code.TakesParts ? [parts] : Array.Empty<int>(), .. code.Sizes]).SelectMany(BitConverter.GetBytes)];
            var report = emulator.Launch(module.Kernels[i], ((int)launch.Blocks.Along(batch), launch.Blocks.Y, launch.Blocks.Z * (launch.Split?.Role == SplitRole.Part ? parts : 1)), (code.Threads, 1, 1), 0, parameters.ToArray());
            _reports.Add(report);
            faults.AddRange(report.Findings.Select(finding => finding.ToString()));
            if (!report.Completed && report.Findings.Count == 0)
                faults.Add("A launch did not end.");
        }

        ulong Address(Place place) => place.Space switch
        {
            PlaceSpace.Labels => labels,
            PlaceSpace.Pass => pass,
            PlaceSpace.Scratch => scratch,
            PlaceSpace.Losses => _places[_memory.Regions.Single(region => region.Space == Space.Losses)],
            _ => _places[place.Region!],
        } + (ulong)(place.Offset * Bytes);
    }

    private void Compare(Region region, List<string> faults)
    {
        var (values, written) = (_memory.Values(region), _memory.Written(region));
        var device = _device.Span<float>(_places[region], values.Length);
        var (wrong, first) = (0, "");
        for (var i = 0; i < values.Length; i++)
        {
            var isRight = written[i] is { } value ? value.Allows(device[i]) : BitConverter.SingleToInt32Bits(values[i]) == BitConverter.SingleToInt32Bits(device[i]);
            if (isRight)
                continue;
            if (wrong++ == 0)
                first = string.Create(CultureInfo.InvariantCulture, $"element {i} of {values.Length} is {device[i]:R} and should be {(written[i] is { } due ? $"{due.Value:R} ± {due.Error:R}" : $"as it was, {values[i]:R}")}");
        }

        if (wrong > 0)
            faults.Add($"'{region}' is wrong in {wrong.ToString(CultureInfo.InvariantCulture)} places: {first}");
    }
}
