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
    private readonly Dictionary<Region, int> _places = [];
    private readonly List<TrialBuffer> _buffers = [];
    private readonly List<TrialLaunch> _launches = [];
    private readonly List<LaunchReport> _reports = [];

    /// <summary>Regions that hold what a kernel left half done.</summary>
    private IEnumerable<Region> Undefined => kernel switch
    {
        PairwiseReduction pairwise => [pairwise.Scratch],
        Contraction { Statistics: { } statistics } => [statistics.Parts],
        _ => [],
    };

    /// <summary>Is told of every trial on this thread that found nothing wrong.</summary>
    [ThreadStatic]
    public static Action<KernelTrial>? Passed;

    /// <summary>The form.</summary>
    public Kernel Kernel => kernel;

    /// <summary>Images.</summary>
    public int Batch => batch;

    /// <summary>How tensor cores multiply; <see cref="Precision.Default"/> where there are none.</summary>
    public Precision Precision => precision;

    /// <summary>The device's memory, as far as the kernel was told of it.</summary>
    public IReadOnlyList<TrialBuffer> Buffers => _buffers;

    /// <summary>What ran.</summary>
    public IReadOnlyList<TrialLaunch> Launches => _launches;

    /// <summary>Changes what the regions hold before the kernel.</summary>
    public Action<OracleMemory>? Prepare { get; init; }

    /// <summary>What the regions hold.</summary>
    public Numbers Numbers { get; init; }

    /// <summary>What the launches did.</summary>
    public IReadOnlyList<LaunchReport> Reports => _reports;

    /// <summary>Thread instructions that a launch may take.</summary>
    public long Budget { get; init; } = 60_000_000;

    /// <summary>In how many parts sums are made that may be made in parts; null where the number of images says so, as it does outside of tests.</summary>
    public int? Parts { get; init; }

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
        var text = new StringBuilder(HeaderOf(precision));
        foreach (var (launch, i) in GpuKernels.Of(kernel).Select((launch, i) => (launch, i)))
            text.Append(Print(CodeOf(launch, precision), NameOf(i), precision));
        return text.ToString();
    }

    /// <summary>What the kernel of a launch is called in <see cref="TextOf(Kernel)"/>.</summary>
    public static string NameOf(int launch) => "kernel" + launch.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a text begins with.</summary>
    public static string HeaderOf(Precision precision) => precision == Precision.Default ? PtxPrinter.Header : PtxPrinter.TensorHeader;

    /// <summary>A kernel's text as a driver sees it.</summary>
    public static string Print(KernelCode code, string name, Precision precision) =>
        Encoding.UTF8.GetString(TensorText.For(Encoding.UTF8.GetBytes("//matrix\n" + PtxPrinter.Print(code, name)), precision));

    /// <summary>True where tensor cores run the form.</summary>
    public static bool HasTensor(Kernel kernel) => GpuKernels.Of(kernel).Any(launch => launch.Tensor is not null);

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
        if (faults.Count == 0 && Module is null)
            Passed?.Invoke(this);
        return faults;
    }

    /// <summary>What a buffer holds now.</summary>
    public ReadOnlySpan<int> Contents(TrialBuffer buffer) => _device.Span<int>(buffer.Address, buffer.Before.Length);

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
        _places[region] = Allocate(region.ToString(), values.Length, (int)shift, MemoryMarshal.Cast<float, int>(values), Undefined.Contains(region) ? null : _memory.Written(region));
    }

    /// <summary>Gives the buffer's number.</summary>
    private int Allocate(string name, long numbers, int shift, ReadOnlySpan<int> values, Measured?[]? written)
    {
        var address = _device.Allocate(Math.Max(1, numbers + shift) * Bytes) + (ulong)(shift * Bytes);
        values.CopyTo(_device.Span<int>(address, values.Length));
        var before = new int[numbers];
        values.CopyTo(before);
        _buffers.Add(new TrialBuffer(name, address, shift, before, written));
        return _buffers.Count - 1;
    }

    private void Launch(List<string> faults)
    {
        List<Launch> launches = [.. GpuKernels.Of(kernel)];
        var module = Module ?? PtxModule.Parse(TextOf(kernel, precision));
        var scratch = Allocate("scratch", launches.Select(launch => launch.ScratchFloats).Append(0).Max(), 0, [], null);
        var labels = Allocate("labels", _memory.Labels.Length, 1, _memory.Labels, new Measured?[_memory.Labels.Length]);
        var pass = Allocate("pass", 3, 1, [BitConverter.SingleToInt32Bits(_memory.LossScale), (int)_memory.Pass.Seed, (int)_memory.Pass.Step], new Measured?[3]);
        var emulator = new Emulator(_device) { InstructionBudget = Budget };
        for (var i = 0; i < launches.Count; i++)
        {
            var launch = launches[i];
            var parts = launch.Split is null ? 1 : Parts ?? launch.Split.Parts(batch);
            if (launch.Split is not null && parts > 1 == (launch.Split.Role == SplitRole.Whole))
                continue;
            var code = CodeOf(launch, precision);
            var grid = ((int)launch.Blocks.Along(batch), launch.Blocks.Y, launch.Blocks.Z * (launch.Split?.Role == SplitRole.Part ? parts : 1));
            var asked = new TrialLaunch(code, grid, [.. launch.Places.Select(place => (Buffer(place), place.Offset))], [batch, .. code.TakesParts ? [parts] : Array.Empty<int>(), .. code.Sizes]);
            _launches.Add(asked);
            List<byte> parameters = [.. asked.Places.SelectMany(place => BitConverter.GetBytes(_buffers[place.Buffer].Address + (ulong)(place.Offset * Bytes))), .. asked.Numbers.SelectMany(BitConverter.GetBytes)];
            var report = emulator.Launch(module.Kernels[i], asked.Grid, (code.Threads, 1, 1), 0, parameters.ToArray());
            _reports.Add(report);
            faults.AddRange(report.Findings.Select(finding => finding.ToString()));
            if (!report.Completed && report.Findings.Count == 0)
                faults.Add("A launch did not end.");
        }

        int Buffer(Place place) => place.Space switch
        {
            PlaceSpace.Labels => labels,
            PlaceSpace.Pass => pass,
            PlaceSpace.Scratch => scratch,
            PlaceSpace.Losses => _places[_memory.Regions.Single(region => region.Space == Space.Losses)],
            _ => _places[place.Region!],
        };
    }

    private void Compare(Region region, List<string> faults)
    {
        var (values, written) = (_memory.Values(region), _memory.Written(region));
        var device = _device.Span<float>(_buffers[_places[region]].Address, values.Length);
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
