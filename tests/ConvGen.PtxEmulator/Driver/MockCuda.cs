using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <summary>
/// A CUDA driver without a device: its entry points, with the driver's own C signatures, run kernels in the emulator. What is asked for asynchronously is done
/// as late as the driver may, so that a missing wait shows; what the driver forbids is refused or reported.
/// </summary>
public static partial class MockCuda
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, nint> ErrorNames = [];
    private static MockDriver driver = new();
    private static nint generation = 1;

    /// <summary>The context that is current on this thread; every reset makes another one.</summary>
    [ThreadStatic]
    private static nint currentContext;
    private static int retained;

    /// <summary>Devices that there are.</summary>
    public static int DeviceCount { get; set; } = 1;

    /// <summary>As cuDriverGetVersion gives it: 12040 for 12.4.</summary>
    public static int DriverVersion { get; set; } = 12040;

    public static (int Major, int Minor) ComputeCapability { get; set; } = (8, 6);

    public static int Multiprocessors { get; set; } = 16;

    public static long TotalMemory { get; set; } = 8L << 30;

    /// <summary>Shared memory that a block may ask for with cuFuncSetAttribute.</summary>
    public static int SharedMemoryOptIn { get; set; } = 99 * 1024;

    /// <summary>True to look for races in launches.</summary>
    public static bool CheckRaces { get; set; } = true;

    /// <summary>False to only count launches.</summary>
    public static bool RunKernels { get; set; } = true;

    /// <summary>True to keep <see cref="Log"/>.</summary>
    public static bool Logging { get; set; } = true;

    /// <summary>True to refuse modules that <see cref="PtxValidator"/> has something against, as the driver's compiler would.</summary>
    public static bool ValidateModules { get; set; } = true;

    /// <summary>Thread instructions after which a launch is stopped.</summary>
    public static long InstructionBudget { get; set; } = 4_000_000_000;

    /// <summary>The newest PTX that a driver of <see cref="DriverVersion"/> takes, times ten.</summary>
    public static int SupportedPtxVersion => DriverVersion switch
    {
        >= 13000 => 90 + (DriverVersion % 1000 / 10),
        >= 12000 => 80 + (DriverVersion % 1000 / 10),
        >= 11000 => 70 + (DriverVersion % 1000 / 10),
        >= 10020 => 65,
        _ => 63,
    };

    /// <summary>What was wrong: with the program's calls, and with its kernels.</summary>
    public static IReadOnlyList<Finding> Findings => Read(state => state.Findings.ToArray());

    /// <summary>Every call in its order: "cuMemAlloc_v2 = 0", launches with the kernel's name.</summary>
    public static IReadOnlyList<string> Log => Read(state => state.Log.ToArray());

    /// <summary>Buffers, on the device and on the host, that have not been freed.</summary>
    public static int LiveAllocations => Read(state => state.LiveBuffers + state.LivePinned);

    /// <summary>Bytes of the device that are taken.</summary>
    public static long AllocatedBytes => Read(state => state.Memory.AllocatedBytes);

    /// <summary>Whatever has not been freed, destroyed or unloaded, in words; empty where nothing is left.</summary>
    public static IReadOnlyList<string> Leaks => Read(state => new (string What, int Count)[]
    {
        ("device buffers", state.LiveBuffers), ("host buffers", state.LivePinned), ("streams", state.Count<MockStream>()), ("events", state.Count<MockEvent>()),
        ("modules", state.Count<MockModule>()), ("graphs", state.Count<MockGraph>()), ("graph executables", state.Count<MockGraphExec>()), ("links", state.Count<MockLink>()), ("contexts", retained),
    }.Where(leak => leak.Count > 0).Select(leak => $"{leak.Count} {leak.What}").ToArray());

    /// <summary>Thread instructions of all launches.</summary>
    public static long ThreadInstructions => Read(state => state.ThreadInstructions);

    /// <summary>Kernels that have been launched, those of graphs too.</summary>
    public static long Launches => Read(state => state.Launches);

    /// <summary>By kernel: the numbers of all its launches together.</summary>
    public static IReadOnlyDictionary<string, LaunchReport> Reports => Read(state => new Dictionary<string, LaunchReport>(state.Reports, StringComparer.Ordinal));

    /// <summary>Forgets everything and puts every setting back.</summary>
    public static void Reset()
    {
        lock (Gate)
        {
            driver.ReleaseHostMemory();
            driver = new MockDriver();
            generation++;
            retained = 0;
            (DeviceCount, DriverVersion, ComputeCapability, Multiprocessors, TotalMemory, SharedMemoryOptIn) = (1, 12040, (8, 6), 16, 8L << 30, 99 * 1024);
            (CheckRaces, RunKernels, Logging, ValidateModules, InstructionBudget) = (true, true, true, true, 4_000_000_000);
        }
    }

    /// <summary>Makes an entry point missing, as an older driver's would be.</summary>
    public static void Hide(string name) => Read(state => state.Hidden.Add(name));

    /// <summary>Makes the next call of an entry point fail, without any effect.</summary>
    public static void FailNext(string name, int code) => Read(state =>
    {
        if (!state.Failures.TryGetValue(name, out var codes))
            state.Failures.Add(name, codes = new Queue<int>());
        codes.Enqueue(code);
        return true;
    });

    internal static string Validate(string text) => ValidateModules ? string.Join('\n', PtxValidator.Validate(text).Problems) : "";

    private static T Read<T>(Func<MockDriver, T> read)
    {
        lock (Gate)
            return read(driver);
    }

    private static nint ErrorName(int code)
    {
        if (CudaError.Name(code) is not { } name)
            return 0;
        if (!ErrorNames.TryGetValue(code, out var pointer))
            ErrorNames.Add(code, pointer = Marshal.StringToCoTaskMemUTF8(name));
        return pointer;
    }

    /// <summary>What a call needs.</summary>
    [Flags]
    private enum Needs
    {
        Nothing = 0,
        Initialized = 1,
        Context = 2 | Initialized,

        /// <summary>No capture that it would disturb.</summary>
        NoCapture = 4,
    }

    /// <summary>Runs a call: nothing it does may reach the caller but as a result.</summary>
    private static int Call(string name, Needs needs, Func<MockDriver, int> body)
    {
        lock (Gate)
        {
            var state = driver;
            state.Entry = name;
            if (Logging)
                state.Log.Add(name);
            var at = state.Log.Count - 1;
            var result = Guarded(state, name, needs, body);
            if (Logging && at >= 0)
                state.Log[at] += $" = {result}";
            return result;
        }
    }

    private static int Guarded(MockDriver state, string name, Needs needs, Func<MockDriver, int> body)
    {
        try
        {
            if (state.Failures.TryGetValue(name, out var codes) && codes.TryDequeue(out var code))
                return code;
            if ((needs & Needs.Initialized) != 0 && !state.IsInitialized)
                return CudaError.NotInitialized;
            if ((needs & Needs.Context) == Needs.Context)
            {
                if (retained == 0 || currentContext != generation << 8)
                {
                    state.Report(FindingKind.Driver, currentContext == 0 ? "no context is current on this thread" : "the thread's context is no more");
                    return CudaError.InvalidContext;
                }

                if (state.StickyError != 0 && !name.Contains("Destroy", StringComparison.Ordinal) && !name.Contains("Free", StringComparison.Ordinal) && !name.Contains("Unload", StringComparison.Ordinal))
                    return state.StickyError;
            }

            if ((needs & Needs.NoCapture) != 0 && state.Disturbed() is { } capture)
                return state.Invalidate(capture, "not allowed while a stream is captured");
            return body(state);
        }
#pragma warning disable CA1031 // The caller is native code, or code that takes itself for it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            state.Report(FindingKind.Driver, $"the mock failed: {e}");
            return CudaError.Unknown;
        }
    }
}
