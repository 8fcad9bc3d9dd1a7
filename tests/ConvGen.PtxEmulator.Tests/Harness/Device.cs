using System.Runtime.InteropServices;

namespace ConvGen.Tests.Ptx;

/// <summary>An emulated device for a test: arrays that kernels work on, and launches of kernels written in the test.</summary>
internal sealed class Device
{
    private readonly List<byte> parameters = [];

    public Device() => Emulator = new Emulator(Memory);

    public DeviceMemory Memory { get; } = new();

    public Emulator Emulator { get; }

    public ulong Upload<T>(params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var address = Memory.Allocate(Math.Max(1, values.Length * Marshal.SizeOf<T>()));
        values.CopyTo(Memory.Span<T>(address, values.Length));
        return address;
    }

    public T[] Download<T>(ulong address, int count)
        where T : unmanaged => Memory.Span<T>(address, count).ToArray();

    /// <summary>Adds a parameter to the next launch, as aligned as its type wants.</summary>
    public Device With<T>(T value)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
        while (parameters.Count % bytes.Length != 0)
            parameters.Add(0);
        parameters.AddRange(bytes);
        return this;
    }

    public LaunchReport Launch(PtxKernel kernel, int blocks, int threads, int dynamicShared = 0) => Launch(kernel, (blocks, 1, 1), (threads, 1, 1), dynamicShared);

    public LaunchReport Launch(PtxKernel kernel, (int X, int Y, int Z) blocks, (int X, int Y, int Z) threads, int dynamicShared = 0)
    {
        var bytes = CollectionsMarshal.AsSpan(parameters).ToArray();
        parameters.Clear();
        return Emulator.Launch(kernel, blocks, threads, dynamicShared, bytes);
    }
}
