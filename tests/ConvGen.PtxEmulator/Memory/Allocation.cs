using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>A piece of device memory.</summary>
internal sealed unsafe class Allocation
{
    /// <summary>log2 of the units of a chunk of shadows.</summary>
    private const int ChunkBits = 10;

    /// <summary>Keeps the memory where it is.</summary>
    private byte[]? owner;
    private ulong[]?[] shadows = [];
    private int shadowGrain;

    public Allocation(ulong address, long bytes, bool readOnly)
    {
        (Address, Bytes, IsReadOnly) = (address, bytes, readOnly);
        owner = GC.AllocateUninitializedArray<byte>(checked((int)bytes + 256), true);
        var start = (byte*)Unsafe.AsPointer(ref owner[0]);
        Pointer = (byte*)(((ulong)start + 255) & ~255ul);
    }

    public ulong Address { get; }

    public long Bytes { get; }

    /// <summary>True of constants.</summary>
    public bool IsReadOnly { get; }

    public bool IsFreed => owner is null;

    /// <summary>Where it lies on the host, aligned as on the device.</summary>
    public byte* Pointer { get; private set; }

    public void Free()
    {
        (owner, shadows) = (null, []);
        Pointer = null;
    }

    /// <summary>The two records, of writes and of reads, of the unit that an offset lies in; they are made when first asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Shadow(long offset, int grain)
    {
        if (shadows.Length == 0 || shadowGrain != grain)
            Prepare(grain);
        var unit = offset >> grain;
        var chunk = shadows[unit >> ChunkBits] ?? AddChunk(unit >> ChunkBits);
        return ref chunk[2 * (unit & ((1 << ChunkBits) - 1))];
    }

    private void Prepare(int grain)
    {
        shadowGrain = grain;
        shadows = new ulong[]?[(Bytes >> grain >> ChunkBits) + 1];
    }

    private ulong[] AddChunk(long index) => shadows[index] = new ulong[2 << ChunkBits];

    public override string ToString() => $"the {(IsFreed ? "freed " : "")}{Bytes} bytes at 0x{Address:x}";
}
