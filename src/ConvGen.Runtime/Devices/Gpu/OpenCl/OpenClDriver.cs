using System.Text;

namespace ConvGen;

/// <summary>
/// OpenCL's loader, behind which lie the drivers of every maker: a table of its entry points, looked up by name for the reasons that <see cref="CudaDriver"/> has.
/// </summary>
internal sealed unsafe partial class OpenClDriver
{
    /// <summary>The environment variable that names another library than the system's.</summary>
    public const string LibraryVariable = "CONVGEN_OPENCL_LIBRARY";

    private readonly List<string> _missing = [];

    /// <summary>The devices that the drivers have.</summary>
    public static GpuCatalogSource Catalog { get; } = new(OpenClProbe.Read);

    /// <summary>Whether events tell when what they stand for ran.</summary>
    public bool HasTimes => GetEventProfilingInfo != null && ReleaseEvent != null;

    /// <summary>Takes other entry points from now on, for tests, and forgets which devices there are; null means the system's own again. Devices that are open keep theirs.</summary>
    public static void Override(Func<string, nint>? find) => Catalog.Use(find);

    /// <summary>Opens OpenCL's library.</summary>
    /// <param name="find">Gives the address of an entry point, 0 where there is none; null means the system's own library.</param>
    /// <param name="whyNot">Why there is none, in one line without a full stop.</param>
    /// <param name="isBroken">True where there is a library that is not what it should be.</param>
    public static OpenClDriver? Load(Func<string, nint>? find, out string? whyNot, out bool isBroken)
    {
        isBroken = false;
        if (find is null)
        {
            string[] names = OperatingSystem.IsWindows() ? ["OpenCL.dll"]
                : OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"]
                : ["libOpenCL.so.1", "libOpenCL.so"];
            find = DriverLibrary.Open(names, LibraryVariable, out var notFound);
            if (find is null)
            {
                whyNot = $"no OpenCL: {notFound}";
                return null;
            }
        }

        var driver = new OpenClDriver(find);
        isBroken = driver._missing.Count > 0;
        whyNot = isBroken ? $"the OpenCL library lacks {DriverLibrary.List(driver._missing)}; it is too old or not whole" : null;
        return isBroken ? null : driver;
    }

    /// <exception cref="GpuException">The call failed.</exception>
    public static void Check(int result, string call)
    {
        if (result != OpenClResult.Success)
            throw new GpuException($"{call} failed: {OpenClResult.Describe(result)}.");
    }

    /// <summary>What a device says about something: a number, or several.</summary>
    /// <exception cref="GpuException">It does not say.</exception>
    public T Ask<T>(nint device, uint question)
        where T : unmanaged
    {
        T answer = default;
        Check(GetDeviceInfo(device, question, (nuint)sizeof(T), &answer, null), "clGetDeviceInfo");
        return answer;
    }

    /// <summary>What a device says about something, as text.</summary>
    /// <exception cref="GpuException">It does not say.</exception>
    public string AskText(nint device, uint question)
    {
        nuint bytes;
        Check(GetDeviceInfo(device, question, 0, null, &bytes), "clGetDeviceInfo");
        var text = new byte[bytes];
        fixed (byte* room = text)
            Check(GetDeviceInfo(device, question, bytes, room, null), "clGetDeviceInfo");
        return Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
    }
}
