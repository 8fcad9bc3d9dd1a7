namespace ConvGen.Tests.Ptx;

/// <summary>
/// The memory of a device that there is not. Addresses are nowhere on the host, are never given out twice, and allocations do not touch each other, so that
/// every access beside one is seen.
/// </summary>
public sealed class DeviceMemory
{
    private const ulong Alignment = 256;
    private const ulong Gap = 4096;

    /// <summary>By address, which is by age; freed ones stay, to be told from what never was.</summary>
    private readonly List<Allocation> allocations = [];
    private ulong next = 0x7_0000_0000_0000;

    /// <summary>What a new allocation is filled with, word by word: no number, and visible in a debugger.</summary>
    public const uint Poison = 0x7FFFDEAD;

    /// <summary>Bytes of all that is allocated.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>How many allocations there are.</summary>
    public int Count { get; private set; }

    /// <summary>The last number given to a stretch between two barriers of a launch on this memory; never given twice, so that shadows need no clearing.</summary>
    internal uint Epoch { get; set; }

    /// <summary>Takes memory, filled with <see cref="Poison"/>.</summary>
    /// <returns>Its address, a multiple of 256.</returns>
    public ulong Allocate(long bytes) => Allocate(bytes, false).Address;

    /// <summary>Gives memory back; its address is known as freed from then on.</summary>
    /// <exception cref="ArgumentException">No allocation begins there.</exception>
    public void Free(ulong address)
    {
        if (Find(address) is not { IsFreed: false } allocation || allocation.Address != address)
            throw new ArgumentException($"Nothing that could be freed begins at 0x{address:x}: {Describe(address, 1)}.", nameof(address));
        allocation.Free();
        AllocatedBytes -= allocation.Bytes;
        Count--;
    }

    /// <summary>The bytes at an address, for the host.</summary>
    /// <exception cref="ArgumentException">They do not lie in one allocation.</exception>
    public unsafe Span<byte> Span(ulong address, long bytes)
    {
        var allocation = Find(address);
        if (allocation is null || allocation.IsFreed || bytes < 0 || address - allocation.Address > (ulong)allocation.Bytes || (ulong)bytes > (ulong)allocation.Bytes - (address - allocation.Address))
            throw new ArgumentException($"{bytes} bytes at 0x{address:x} are not allocated: {Describe(address, bytes)}.", nameof(address));
        return new Span<byte>(allocation.Pointer + (address - allocation.Address), checked((int)bytes));
    }

    /// <summary>The same as numbers of a type.</summary>
    /// <exception cref="ArgumentException">They do not lie in one allocation.</exception>
    public Span<T> Span<T>(ulong address, int count)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(Span(address, (long)count * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));

    internal unsafe Allocation Allocate(long bytes, bool readOnly)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        var allocation = new Allocation(next, bytes, readOnly);
        allocations.Add(allocation);
        next = (next + (ulong)bytes + Gap + Alignment - 1) & ~(Alignment - 1);
        AllocatedBytes += bytes;
        Count++;
        // Whole words, of which the last may be cut off.
        new Span<uint>(allocation.Pointer, (int)(bytes / 4)).Fill(Poison);
        new Span<byte>(allocation.Pointer + (bytes & ~3L), (int)(bytes & 3)).Fill(0xFF);
        return allocation;
    }

    /// <summary>The allocation, freed or not, that begins last at or before an address; whether the address lies in it is not asked.</summary>
    internal Allocation? Find(ulong address)
    {
        var (low, high) = (0, allocations.Count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (allocations[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? null : allocations[low - 1];
    }

    /// <summary>Says what is wrong with an address.</summary>
    internal string Describe(ulong address, long bytes)
    {
        if (address < 1 << 20)
            return "this is hardly an address";
        var following = allocations.Find(other => other.Address > address);
        if (Find(address) is not { } allocation)
            return following is null ? "nothing lies there" : $"{following.Address - address} bytes before {following}";
        var (offset, size) = (address - allocation.Address, (ulong)allocation.Bytes);
        return offset + (ulong)bytes <= size ? $"offset {offset} of {allocation}"
            : offset < size ? $"offset {offset} of {allocation}, {offset + (ulong)bytes - size} bytes too far"
            : following is not null && following.Address - address < offset - size ? $"{following.Address - address} bytes before {following}"
            : $"{offset - size} bytes behind the end of {allocation}";
    }
}
