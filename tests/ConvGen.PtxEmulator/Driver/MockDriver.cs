using System.Globalization;

namespace ConvGen.Tests.Ptx;

/// <summary>The state of the mock driver, between two resets. Only touched under <see cref="MockCuda"/>'s lock.</summary>
internal sealed unsafe partial class MockDriver
{
    private readonly Dictionary<nint, object> objects = [];
    private readonly HashSet<nint> gone = [];
    private nint nextHandle = 0x5EED_0000;

    public MockDriver()
    {
        Emulator = new Emulator(Memory);
        NullStream = new MockStream(true);
        streams.Add(NullStream);
    }

    public DeviceMemory Memory { get; } = new();

    public Emulator Emulator { get; }

    public MockStream NullStream { get; }

    public List<Finding> Findings { get; } = [];

    public List<string> Log { get; } = [];

    public HashSet<string> Hidden { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Queue<int>> Failures { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LaunchReport> Reports { get; } = new(StringComparer.Ordinal);

    public bool IsInitialized { get; set; }

    /// <summary>The error that a kernel left behind, which every call gives from then on.</summary>
    public int StickyError { get; set; }

    public long Launches { get; private set; }

    public long ThreadInstructions { get; private set; }

    /// <summary>The call that runs, for messages.</summary>
    public string Entry { get; set; } = "";

    public IEnumerable<object> Objects => objects.Values;

    public void Report(FindingKind kind, string message, string kernel = "")
    {
        if (Findings.Count < 1000)
            Findings.Add(new Finding(kind, kernel, 0, Entry, default, default, message));
    }

    public nint Add(object value)
    {
        nextHandle += 16;
        objects.Add(nextHandle, value);
        return nextHandle;
    }

    /// <summary>What a handle stands for; a wrong one is reported.</summary>
    public T? Get<T>(nint handle)
        where T : class
    {
        if (objects.GetValueOrDefault(handle) is T value)
            return value;
        Report(FindingKind.Driver, $"0x{handle.ToString("x", CultureInfo.InvariantCulture)} is {(gone.Contains(handle) ? "a destroyed handle" : "no handle")} of a {typeof(T).Name[4..].ToLowerInvariant()}");
        return null;
    }

    /// <summary>Destroys what a handle stands for.</summary>
    public bool Remove<T>(nint handle)
        where T : class
    {
        if (Get<T>(handle) is null)
            return false;
        objects.Remove(handle);
        gone.Add(handle);
        return true;
    }

    public int Count<T>() => objects.Values.Count(value => value is T);
}
