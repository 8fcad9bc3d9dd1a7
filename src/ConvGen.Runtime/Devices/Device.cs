using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ConvGen;

/// <summary>
/// Where a network runs. A device is a name: it may be written down on a machine that lacks it, and whether it can be used is asked with <see cref="IsAvailable"/>.
/// </summary>
public readonly record struct Device
{
    /// <summary>The highest number a device can have.</summary>
    private const int MaxIndex = 255;

    private Device(DeviceKind kind, int index = 0)
    {
        if (index is < 0 or > MaxIndex)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"There is no {kind} device {index}; they are numbered from 0 to {MaxIndex} at most.");
        Kind = kind;
        Index = index;
    }

    /// <summary>The processor: generated vector code on the network's own threads.</summary>
    public static Device Cpu => default;

    /// <summary>
    /// The best there is: an NVIDIA graphics processor, else one that OpenCL offers, else the processor. The environment variable CONVGEN_DEVICE overrules it, with what
    /// <see cref="Parse"/> reads.
    /// </summary>
    public static Device Auto => new(DeviceKind.Auto);

    /// <summary>Every device that can be used here, the processor last. What the drivers say is asked once and remembered.</summary>
    public static IReadOnlyList<Device> All =>
    [
        .. CudaDriver.Catalog.Current.Usable.Select(info => Cuda(info.Index)),
        .. OpenClDriver.Catalog.Current.Usable.Select(info => OpenCL(info.Index)),
        Cpu,
    ];

    /// <summary>What sort of device it is.</summary>
    public DeviceKind Kind { get; }

    /// <summary>Which of its kind, from 0; 0 where there is only one.</summary>
    public int Index { get; }

    /// <summary>Whether networks can run on it here.</summary>
    public bool IsAvailable => WhyNot is null;

    /// <summary>Why it cannot be used here, in one line; null where it can.</summary>
    public string? WhyNot => Kind switch
    {
        DeviceKind.Cuda => CudaDriver.Catalog.Current.WhyNot(Index),
        DeviceKind.OpenCL => OpenClDriver.Catalog.Current.WhyNot(Index),
        _ => null,
    };

    /// <summary>What its maker calls it, "processor" for the processor, and for <see cref="Auto"/> what it stands for here; the reason where it cannot be used.</summary>
    public string Description => Kind switch
    {
        DeviceKind.Auto => DeviceChoice.Preferred() is var device && device.Kind != DeviceKind.Cpu ? $"{device} ({device.Description})" : device.Description,
        DeviceKind.Cuda => WhyNot ?? CudaDriver.Catalog.Current.Devices[Index].Name,
        DeviceKind.OpenCL => WhyNot ?? OpenClDriver.Catalog.Current.Devices[Index].Name,
        _ => "processor",
    };

    /// <summary>A graphics processor of NVIDIA, of compute capability 7.5 (Turing, 2018) or later. It takes the display driver, nothing else.</summary>
    /// <param name="index">Which one, from 0, as the driver counts them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 255.</exception>
    public static Device Cuda(int index = 0) => new(DeviceKind.Cuda, index);

    /// <summary>A device that an OpenCL driver (1.2 or later) offers.</summary>
    /// <param name="index">Which one, from 0: graphics processors first, then accelerators, then processors, each in the order in which the drivers list them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than 255.</exception>
    public static Device OpenCL(int index = 0) => new(DeviceKind.OpenCL, index);

    /// <summary>Reads what <see cref="ToString"/> writes: "cpu", "cuda" or "cuda:1", "opencl" or "opencl:1", "auto", in any case.</summary>
    /// <exception cref="FormatException">It is none of these; the message holds it.</exception>
    public static Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var device)
            ? device
            : throw new FormatException($"'{text}' is no device; use auto, cpu, cuda, cuda:0 to cuda:{MaxIndex}, opencl, or opencl:0 to opencl:{MaxIndex}.");
    }

    /// <summary>Reads what <see cref="Parse"/> reads.</summary>
    /// <param name="text">What to read.</param>
    /// <param name="device">What it names; the processor where it names nothing.</param>
    /// <returns>Whether it names a device.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out Device device)
    {
        device = default;
        if (text is null)
            return false;
        var words = text.Trim().Split(':');
        var index = 0;
        if (words.Length > 2 || (words.Length == 2 && (!int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out index) || index > MaxIndex)))
            return false;
        DeviceKind? kind = words[0].ToUpperInvariant() switch
        {
            "CUDA" => DeviceKind.Cuda,
            "OPENCL" => DeviceKind.OpenCL,
            "CPU" when words.Length == 1 => DeviceKind.Cpu,
            "AUTO" when words.Length == 1 => DeviceKind.Auto,
            _ => null,
        };
        if (kind is not { } known)
            return false;
        device = new Device(known, index);
        return true;
    }

    /// <summary>What <see cref="Parse"/> reads: "cpu", "cuda:0", "opencl:0" or "auto".</summary>
    public override string ToString() => Kind switch
    {
        DeviceKind.Cuda => string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}"),
        DeviceKind.OpenCL => string.Create(CultureInfo.InvariantCulture, $"opencl:{Index}"),
        DeviceKind.Auto => "auto",
        _ => "cpu",
    };
}
