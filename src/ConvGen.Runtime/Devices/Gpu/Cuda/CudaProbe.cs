using System.Text;

namespace ConvGen;

/// <summary>Asks NVIDIA's driver which devices there are. Nothing that is missing or failing is an error here: it is a reason.</summary>
internal static unsafe class CudaProbe
{
    private const string Kind = "cuda";
    private const int ComputeCapabilityMajor = 75;
    private const int ComputeCapabilityMinor = 76;

    /// <param name="find">Gives the address of an entry point, 0 where there is none; null means the driver's own library.</param>
    public static GpuCatalog Read(Func<string, nint>? find)
    {
        if (!Environment.Is64BitProcess)
            return new GpuCatalog(Kind) { WhyNone = "CUDA takes a 64-bit process" };
        if (CudaDriver.Load(find, out var whyNot, out var isBroken) is not { } driver)
            return new GpuCatalog(Kind) { WhyNone = whyNot, IsBroken = isBroken };
        try
        {
            var started = driver.Init(0);
            if (started == CudaResult.NoDevice)
                return Without();
            driver.Check(started, "cuInit");
            int version, count;
            driver.Check(driver.DriverGetVersion(&version), "cuDriverGetVersion");
            driver.Check(driver.DeviceGetCount(&count), "cuDeviceGetCount");
            var devices = new CudaInfo[Math.Max(0, count)];
            for (var i = 0; i < devices.Length; i++)
                devices[i] = Describe(driver, version, i);
            return devices.Length == 0 ? Without() : new GpuCatalog(Kind) { Devices = devices };
        }
        catch (GpuException exception)
        {
            return new GpuCatalog(Kind) { WhyNone = $"the NVIDIA driver does not work: {exception.Message.TrimEnd('.')}", IsBroken = true };
        }

        static GpuCatalog Without() => new(Kind) { WhyNone = "the NVIDIA driver finds no device" };
    }

    private static CudaInfo Describe(CudaDriver driver, int version, int index)
    {
        const int NameBytes = 256;
        var name = stackalloc byte[NameBytes];
        int handle, major, minor;
        driver.Check(driver.DeviceGet(&handle, index), "cuDeviceGet");
        driver.Check(driver.DeviceGetName(name, NameBytes, handle), "cuDeviceGetName");
        driver.Check(driver.DeviceGetAttribute(&major, ComputeCapabilityMajor, handle), "cuDeviceGetAttribute");
        driver.Check(driver.DeviceGetAttribute(&minor, ComputeCapabilityMinor, handle), "cuDeviceGetAttribute");
        var text = new ReadOnlySpan<byte>(name, NameBytes);
        var called = Encoding.UTF8.GetString(text[..Math.Max(0, text.IndexOf((byte)0))]);
        return new CudaInfo(index, called, WhyNot(called, 10 * major + minor, version))
        {
            Driver = driver,
            Handle = handle,
            Capability = 10 * major + minor,
            DriverVersion = version,
        };
    }

    private static string? WhyNot(string name, int capability, int version) =>
        capability < CudaInfo.OldestCapability
            ? $"{name} has compute capability {CudaInfo.CapabilityText(capability)}; {CudaInfo.CapabilityText(CudaInfo.OldestCapability)} or later is needed"
        : version < CudaInfo.OldestDriver
            ? $"the NVIDIA driver is of CUDA {CudaInfo.VersionText(version)}; {CudaInfo.VersionText(CudaInfo.OldestDriver)} or later is needed"
        : null;
}
