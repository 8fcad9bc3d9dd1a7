using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.Tests.Devices;

/// <summary>
/// A CUDA driver written in C#, which stands in for NVIDIA's while it lives. It notes what it is called for, keeps count of what is alive, and is as late as it may be: what is
/// asked of a stream happens when somebody waits for it. What a real driver would not forgive is noted in <see cref="Violations"/>. Kernels are launched, not run.
/// </summary>
internal sealed unsafe partial class CudaMock : IDisposable
{
    public const nint Context = 0xC0;
    public const int Capability = 80;

    /// <summary>The last one that was made; it stays, for what finalizers may still ask.</summary>
    private static CudaMock? s_current;

    private readonly EnvironmentSetting _cache = new("CONVGEN_CACHE", "0");
    private readonly EnvironmentSetting _device = new("CONVGEN_DEVICE", null);
    private readonly Dictionary<nint, string> _texts = [];
    private readonly Dictionary<nint, (string Name, int Places)> _functions = [];
    private readonly Dictionary<nint, List<Action>> _graphs = [];
    private readonly Dictionary<nint, byte[]> _linked = [];
    private readonly Dictionary<nint, nint> _sizes = [];
    private readonly Dictionary<int, nint> _strings = [];
    private readonly List<nint> _allocations = [];
    private nint _handles = 0x1000;

    public CudaMock() => Install();

    /// <summary>The devices: names and compute capabilities.</summary>
    public List<(string Name, int Capability)> Devices { get; } = [("Mock GPU", Capability)];

    public int DriverVersion { get; set; } = 12_040;

    /// <summary>Entry points that the driver lacks.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>Entry points that fail, and with what; "*" means all that need a context.</summary>
    public Dictionary<string, int> Failing { get; } = [];

    /// <summary>Entry points whose next call fails, without any effect.</summary>
    public Dictionary<string, int> FailingOnce { get; } = [];

    /// <summary>True where captures come to nothing, which their end tells.</summary>
    public bool SpoilsCaptures { get; set; }

    /// <summary>What the compiler says when it fails.</summary>
    public string Log { get; set; } = "";

    /// <summary>Bytes that can be allocated.</summary>
    public long FreeBytes { get; set; } = 1L << 30;

    /// <summary>The most threads that kernels allow.</summary>
    public int MostThreads { get; set; } = 1024;

    /// <summary>Nothing is noted and nothing happens: for measuring what callers do.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Names of the entry points in the order in which they were called; cuCtxSetCurrent is left out.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What ran on the stream.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Kernels that ran.</summary>
    public List<MockLaunch> Launches { get; } = [];

    public List<string> Violations { get; } = [];

    /// <summary>What was made and not given back, by kind: "stream 4097".</summary>
    public SortedSet<string> Alive { get; } = new(StringComparer.Ordinal);

    /// <summary>Becomes the driver, anew if it is already: what there is is asked again.</summary>
    public void Install()
    {
        s_current = this;
        CudaDriver.Override(Find);
    }

    public CudaDevice Open(int index = 0) => (CudaDevice)CudaDriver.Catalog.Current.Devices[index].Open();

    /// <summary>Nothing is alive and nothing went wrong.</summary>
    public void AssertClean()
    {
        Assert.Empty(Violations);
        Assert.Empty(Alive);
    }

    public void Dispose()
    {
        CudaDriver.Override(null);
        foreach (var memory in _allocations.Concat(_strings.Values))
            NativeMemory.Free((void*)memory);
        _strings.Clear();
        _cache.Dispose();
        _device.Dispose();
    }

    /// <summary>A module's text: an entry for each kernel with so many places, and the batch.</summary>
    public static byte[] Ptx(params (string Name, int Places)[] kernels) => Ptx("6.3", "sm_75", kernels);

    public static byte[] Ptx(string version, string target, params (string Name, int Places)[] kernels)
    {
        var text = new StringBuilder($"// made for a test\n.version {version}\n.target {target}\n.address_size 64\n");
        foreach (var (name, places) in kernels)
            text.Append($".visible .entry {name}({string.Concat(Enumerable.Range(0, places).Select(i => $".param .u64 p{i}, "))}.param .u32 batch) {{ ret; }}\n");
        return Encoding.UTF8.GetBytes(text.Append('\0').ToString());
    }

    /// <summary>Before CUDA 11.0 one name was shorter.</summary>
    private nint Find(string name) =>
        name == "cuDevicePrimaryCtxRelease" && DriverVersion < 11_000 ? Table[name + "_v2"]
        : Missing.Contains(name) ? 0
        : Table.GetValueOrDefault(name);

    private nint Make(string kind)
    {
        Alive.Add($"{kind} {++_handles}");
        return _handles;
    }

    private int Unmake(string kind, nint handle)
    {
        if (!Alive.Remove($"{kind} {handle}"))
            Violations.Add($"There is no {kind} {handle} to give back.");
        return 0;
    }

    /// <summary>Memory with a guard of zeros behind; it stays until the end, so that a use after it was freed is seen and not fatal.</summary>
    private nint Take(string kind, nuint bytes)
    {
        var memory = (nint)NativeMemory.AllocZeroed(bytes + 64);
        _allocations.Add(memory);
        _sizes[memory] = (nint)bytes;
        Alive.Add($"{kind} {memory}");
        return memory;
    }

    private void RequireMemory(string kind, nint address, nuint bytes)
    {
        if (!_sizes.Any(each => address >= each.Key && address + (nint)bytes <= each.Key + each.Value && Alive.Contains($"{kind} {each.Key}")))
            Violations.Add($"{bytes} bytes at {address} are no {kind}.");
    }
}
