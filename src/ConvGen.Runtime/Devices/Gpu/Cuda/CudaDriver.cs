using System.Runtime.InteropServices;

namespace ConvGen;

/// <summary>
/// NVIDIA's driver: a table of its entry points, looked up by name. It is no set of imported methods on purpose: so an entry point that an older driver lacks is found missing
/// by itself, before anything is called, and a driver written in C# can stand in for the tests. CudaDriver.Functions.cs lists the table.
/// </summary>
internal sealed unsafe partial class CudaDriver
{
    /// <summary>The environment variable that names another library than the system's.</summary>
    public const string LibraryVariable = "CONVGEN_CUDA_LIBRARY";

    private readonly List<string> _missing = [];

    /// <summary>The devices that the driver has.</summary>
    public static GpuCatalogSource Catalog { get; } = new(CudaProbe.Read);

    /// <summary>Whether launches can be noted and run again as one.</summary>
    public bool HasGraphs => StreamBeginCapture != null && StreamEndCapture != null && GraphInstantiate != null && GraphLaunch != null && GraphExecDestroy != null && GraphDestroy != null;

    /// <summary>Whether what the driver compiles can be kept.</summary>
    public bool HasLinker => LinkCreate != null && LinkAddData != null && LinkComplete != null && LinkDestroy != null;

    /// <summary>Whether events tell how much time lies between them.</summary>
    public bool HasTimes => EventElapsedTime != null;

    /// <summary>Takes other entry points from now on, for tests, and forgets which devices there are; null means the driver's own again. Devices that are open keep theirs.</summary>
    public static void Override(Func<string, nint>? find) => Catalog.Use(find);

    /// <summary>Opens the driver's library.</summary>
    /// <param name="find">Gives the address of an entry point, 0 where there is none; null means the driver's own library.</param>
    /// <param name="whyNot">Why there is no driver, in one line without a full stop.</param>
    /// <param name="isBroken">True where there is a library that is not what it should be.</param>
    public static CudaDriver? Load(Func<string, nint>? find, out string? whyNot, out bool isBroken)
    {
        isBroken = false;
        if (find is null)
        {
            string[] names = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];
            find = DriverLibrary.Open(names, LibraryVariable, out var notFound);
            if (find is null)
            {
                whyNot = $"no NVIDIA driver: {notFound}";
                return null;
            }
        }

        var driver = new CudaDriver(find);
        isBroken = driver._missing.Count > 0;
        whyNot = isBroken ? $"the NVIDIA driver lacks {DriverLibrary.List(driver._missing)}; it is too old or not whole" : null;
        return isBroken ? null : driver;
    }

    /// <exception cref="GpuException">The call failed.</exception>
    public void Check(int result, string call)
    {
        if (result != CudaResult.Success)
            throw Failure(result, call);
    }

    /// <summary>Says which call failed, with the driver's own name and text for why.</summary>
    /// <param name="result">What the call returned.</param>
    /// <param name="call">The name of the entry point.</param>
    /// <param name="more">What else there is to say, behind the text.</param>
    public GpuException Failure(int result, string call, string more = "") => new($"{call} failed: {Describe(result)}.{more}") { Failure = CudaResult.FailureOf(result) };

    /// <summary>"CUDA_ERROR_INVALID_PTX (218), a PTX JIT compilation failed": what the driver says about a result.</summary>
    public string Describe(int result)
    {
        byte* name = null, text = null;
        if (GetErrorName(result, &name) != CudaResult.Success || name == null)
            return $"error {result}";
        return GetErrorString(result, &text) == CudaResult.Success && text != null
            ? $"{Marshal.PtrToStringUTF8((nint)name)} ({result}), {Marshal.PtrToStringUTF8((nint)text)}"
            : $"{Marshal.PtrToStringUTF8((nint)name)} ({result})";
    }
}
