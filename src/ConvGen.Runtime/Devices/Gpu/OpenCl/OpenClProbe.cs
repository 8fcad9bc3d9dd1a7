using System.Globalization;

namespace ConvGen;

/// <summary>Asks OpenCL which devices there are, of all its drivers. Nothing that is missing or failing is an error here: it is a reason.</summary>
internal static unsafe class OpenClProbe
{
    private const string Kind = "opencl";
    private const ulong AllKinds = 0xFFFFFFFF;
    private const ulong KindGpu = 4;
    private const ulong KindAccelerator = 8;
    private const uint NvidiaId = 0x10DE;

    private const uint AskKind = 0x1000;
    private const uint AskVendorId = 0x1001;
    private const uint AskLargestBuffer = 0x1010;
    private const uint AskMemory = 0x101F;
    private const uint AskIsAvailable = 0x1027;
    private const uint AskHasCompiler = 0x1028;
    private const uint AskName = 0x102B;
    private const uint AskVendor = 0x102C;
    private const uint AskVersion = 0x102F;

    /// <param name="find">Gives the address of an entry point, 0 where there is none; null means the system's own library.</param>
    public static GpuCatalog Read(Func<string, nint>? find) => DivisionSignal.Keep(() => Ask(find));

    private static GpuCatalog Ask(Func<string, nint>? find)
    {
        if (OpenClDriver.Load(find, out var whyNot, out var isBroken) is not { } driver)
            return new GpuCatalog(Kind) { WhyNone = whyNot, IsBroken = isBroken };
        try
        {
            var handles = Platforms(driver).SelectMany(platform => Devices(driver, platform)).OrderBy(device => Rank(driver, device)).ToArray();
            return handles.Length == 0
                ? new GpuCatalog(Kind) { WhyNone = "no OpenCL driver has a device" }
                : new GpuCatalog(Kind) { Devices = [.. handles.Select((handle, index) => Describe(driver, handle, index))] };
        }
        catch (GpuException exception)
        {
            return new GpuCatalog(Kind) { WhyNone = $"OpenCL does not work: {exception.Message.TrimEnd('.')}", IsBroken = true };
        }
    }

    private static nint[] Platforms(OpenClDriver driver)
    {
        uint count = 0;
        var result = driver.GetPlatformIds(0, null, &count);
        if (result == OpenClResult.PlatformNotFound)
            return [];
        OpenClDriver.Check(result, "clGetPlatformIDs");
        var platforms = new nint[count];
        fixed (nint* room = platforms)
        {
            if (count > 0)
                OpenClDriver.Check(driver.GetPlatformIds(count, room, null), "clGetPlatformIDs");
        }

        return platforms;
    }

    /// <summary>A driver that fails here has no device: the others may have.</summary>
    private static nint[] Devices(OpenClDriver driver, nint platform)
    {
        uint count = 0;
        if (driver.GetDeviceIds(platform, AllKinds, 0, null, &count) != OpenClResult.Success || count == 0)
            return [];
        var devices = new nint[count];
        fixed (nint* room = devices)
            return driver.GetDeviceIds(platform, AllKinds, count, room, null) == OpenClResult.Success ? devices : [];
    }

    /// <summary>Graphics processors first, then accelerators, then the rest; who does not say is of the rest.</summary>
    private static int Rank(OpenClDriver driver, nint device)
    {
        ulong kind = 0;
        driver.GetDeviceInfo(device, AskKind, sizeof(ulong), &kind, null);
        return (kind & KindGpu) != 0 ? 0 : (kind & KindAccelerator) != 0 ? 1 : 2;
    }

    /// <summary>A device that does not answer keeps its number, with the reason: the others may be well.</summary>
    private static OpenClInfo Describe(OpenClDriver driver, nint handle, int index)
    {
        var isGpu = Rank(driver, handle) == 0;
        try
        {
            var name = driver.AskText(handle, AskName);
            return new OpenClInfo(index, name, WhyNot(driver, handle, name))
            {
                Driver = driver,
                Handle = handle,
                IsGpu = isGpu,
                IsNvidia = driver.Ask<uint>(handle, AskVendorId) == NvidiaId || driver.AskText(handle, AskVendor).Contains("NVIDIA", StringComparison.OrdinalIgnoreCase),
                LargestBuffer = Most(driver.Ask<ulong>(handle, AskLargestBuffer)),
                Memory = Most(driver.Ask<ulong>(handle, AskMemory)),
            };
        }
        catch (GpuException exception)
        {
            return new OpenClInfo(index, "a device of OpenCL", $"its driver does not answer: {exception.Message.TrimEnd('.')}")
            {
                Driver = driver,
                Handle = handle,
                IsGpu = isGpu,
                IsNvidia = false,
                LargestBuffer = 0,
                Memory = 0,
            };
        }

        static long Most(ulong bytes) => (long)Math.Min(bytes, long.MaxValue);
    }

    private static string? WhyNot(OpenClDriver driver, nint handle, string name)
    {
        // "OpenCL 1.2 and whatever the maker likes to add".
        var version = driver.AskText(handle, AskVersion);
        var words = version.Split(' ', 3);
        return words.Length < 2 || !double.TryParse(words[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number < 1.2
                ? $"{name} has '{version}'; OpenCL 1.2 or later is needed"
            : driver.Ask<uint>(handle, AskIsAvailable) == 0 ? $"{name} is not available, says its driver"
            : driver.Ask<uint>(handle, AskHasCompiler) == 0 ? $"the driver of {name} has no compiler"
            : null;
    }
}
