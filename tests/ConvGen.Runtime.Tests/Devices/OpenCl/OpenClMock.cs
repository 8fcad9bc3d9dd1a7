using System.Runtime.InteropServices;
using System.Text;

namespace ConvGen.Tests.Devices;

/// <summary>
/// An OpenCL library written in C#, which stands in for the system's while it lives: platforms and devices to choose from, contexts and queues, and nothing that runs.
/// </summary>
internal sealed unsafe class OpenClMock : IDisposable
{
    /// <summary>The handle of the first queue; the others follow.</summary>
    public const int FirstQueue = 2;

    private static OpenClMock? s_current;

    private int _queues;

    public OpenClMock() => Install();

    /// <summary>The devices of each platform.</summary>
    public List<List<OpenClMockDevice>> Platforms { get; } = [];

    /// <summary>Entry points that the library lacks.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>What making a context returns, and with what asking for platforms fails.</summary>
    public (int Context, int Platforms) Results { get; set; }

    /// <summary>True where no queue takes times.</summary>
    public bool RefusesTimes { get; set; }

    /// <summary>What a driver does when it is asked for its devices.</summary>
    public Action? Asked { get; set; }

    /// <summary>Queues that were waited for.</summary>
    public List<int> Finished { get; } = [];

    /// <summary>Contexts and queues that are alive.</summary>
    public int Alive { get; private set; }

    /// <summary>Becomes the library, anew if it is already: what there is is asked again.</summary>
    public void Install()
    {
        s_current = this;
        OpenClDriver.Override(Find);
    }

    public void Dispose() => OpenClDriver.Override(null);

    private nint Find(string name) => Missing.Contains(name) ? 0 : name switch
    {
        "clGetPlatformIDs" => (nint)(delegate* unmanaged<uint, nint*, uint*, int>)&GetPlatformIds,
        "clGetDeviceIDs" => (nint)(delegate* unmanaged<nint, ulong, uint, nint*, uint*, int>)&GetDeviceIds,
        "clGetDeviceInfo" => (nint)(delegate* unmanaged<nint, uint, nuint, void*, nuint*, int>)&GetDeviceInfo,
        "clCreateContext" => (nint)(delegate* unmanaged<nint*, uint, nint*, void*, void*, int*, nint>)&CreateContext,
        "clCreateCommandQueue" => (nint)(delegate* unmanaged<nint, nint, ulong, int*, nint>)&CreateQueue,
        "clReleaseContext" or "clReleaseCommandQueue" => (nint)(delegate* unmanaged<nint, int>)&Release,
        "clFinish" => (nint)(delegate* unmanaged<nint, int>)&Finish,
        _ => (nint)(delegate* unmanaged<int>)&Unsupported,
    };

    private OpenClMockDevice Device(nint handle) => Platforms[(int)handle / 100 - 1][(int)handle % 100];

    [UnmanagedCallersOnly]
    private static int GetPlatformIds(uint room, nint* platforms, uint* count)
    {
        var mock = s_current!;
        if (mock.Results.Platforms != 0)
            return mock.Results.Platforms;
        for (var i = 0; i < room; i++)
            platforms[i] = 100 * (i + 1);
        if (count != null)
            *count = (uint)mock.Platforms.Count;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetDeviceIds(nint platform, ulong kinds, uint room, nint* devices, uint* count)
    {
        s_current!.Asked?.Invoke();
        var all = s_current.Platforms[(int)platform / 100 - 1].Count;
        if (kinds != 0xFFFFFFFF || all == 0)
            return -1;
        for (var i = 0; i < room; i++)
            devices[i] = platform + i;
        if (count != null)
            *count = (uint)all;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int GetDeviceInfo(nint handle, uint question, nuint room, void* answer, nuint* bytes)
    {
        var device = s_current!.Device(handle);
        if (device.IsMute)
            return -33;
        var said = question switch
        {
            0x1000 => BitConverter.GetBytes(device.Kind),
            0x1001 => BitConverter.GetBytes(device.VendorId),
            0x1010 => BitConverter.GetBytes(1000UL),
            0x101F => BitConverter.GetBytes(ulong.MaxValue),
            0x1027 => BitConverter.GetBytes(device.IsAvailable ? 1 : 0),
            0x1028 => BitConverter.GetBytes(device.HasCompiler ? 1 : 0),
            0x102B => Encoding.UTF8.GetBytes(device.Name + " \0"),
            0x102C => Encoding.UTF8.GetBytes(device.Vendor + "\0"),
            0x102F => Encoding.UTF8.GetBytes(device.Version + "\0"),
            _ => [],
        };
        if (bytes != null)
            *bytes = (nuint)said.Length;
        if (answer != null && (int)room < said.Length)
            return -30;
        if (answer != null)
            Marshal.Copy(said, 0, (nint)answer, said.Length);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static nint CreateContext(nint* properties, uint count, nint* devices, void* callback, void* data, int* result)
    {
        *result = s_current!.Results.Context;
        if (*result != 0)
            return 0;
        s_current.Alive++;
        return 1;
    }

    [UnmanagedCallersOnly]
    private static nint CreateQueue(nint context, nint device, ulong properties, int* result)
    {
        *result = properties == 0 || !s_current!.RefusesTimes ? 0 : -35;
        if (*result != 0)
            return 0;
        s_current!.Alive++;
        return FirstQueue + s_current._queues++;
    }

    [UnmanagedCallersOnly]
    private static int Release(nint handle)
    {
        s_current!.Alive--;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Finish(nint queue)
    {
        s_current!.Finished.Add((int)queue);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Unsupported() => -59;
}
