namespace ConvGen.Tests.Ptx;

/// <summary>Where the spaces lie.</summary>
internal static class AddressMap
{
    /// <summary>The first address of shared memory in its own space: not zero, so that an address without its symbol shows; new processors keep as much for themselves.</summary>
    public const int SharedBase = 1024;

    /// <summary>Where shared memory's own addresses begin among generic ones.</summary>
    public const ulong SharedWindow = 0x2_0000_0000_0000;

    /// <summary>The first address of local memory in its own space.</summary>
    public const int LocalBase = 256;

    /// <summary>Where a thread's local memory begins among generic addresses.</summary>
    public const ulong LocalWindow = 0x3_0000_0000_0000;

    /// <summary>Bytes of a window.</summary>
    public const ulong WindowBytes = 0x1000_0000;

    /// <summary>Shared memory that a block may have without asking for more.</summary>
    public const int StaticSharedLimit = 48 * 1024;

    /// <summary>Shared memory that a block may ask for.</summary>
    public const int SharedLimit = 227 * 1024;
}
