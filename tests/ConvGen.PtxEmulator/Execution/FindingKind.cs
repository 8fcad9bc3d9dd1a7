namespace ConvGen.Tests.Ptx;

/// <summary>What may be wrong with a launch.</summary>
public enum FindingKind
{
    /// <summary>Global memory that nothing was allocated at, or a constant that is written.</summary>
    GlobalOutOfBounds,

    /// <summary>Global memory that has been freed.</summary>
    GlobalFreed,

    /// <summary>An address that is no multiple of what is accessed.</summary>
    Misaligned,
    SharedOutOfBounds,

    /// <summary>Local memory or parameters.</summary>
    LocalOutOfBounds,

    /// <summary>Shared memory that nothing of this block has written is read.</summary>
    UninitializedShared,

    /// <summary>A register that nothing has written in this lane is read.</summary>
    UninitializedRegister,

    /// <summary>Two threads touch the same shared memory unordered, and one writes.</summary>
    SharedRace,

    /// <summary>Two threads touch the same global memory unordered, and one writes.</summary>
    GlobalRace,

    /// <summary>Some threads wait at a barrier that others have left behind, passed by or not reached together.</summary>
    BarrierDivergence,

    /// <summary>Nothing can go on.</summary>
    Deadlock,

    /// <summary>Lanes that should do something together do not.</summary>
    WarpDivergence,

    /// <summary>Shared memory is touched that an asynchronous copy has not been waited for.</summary>
    MissingWait,

    /// <summary>An asynchronous copy reads more than it writes.</summary>
    CopySize,
    DivisionByZero,

    /// <summary>More instructions than the budget allows: a loop without an end, most likely.</summary>
    InstructionBudget,

    /// <summary>A launch that the kernel or the device does not allow.</summary>
    LaunchLimit,

    /// <summary>The kernel's text cannot be run.</summary>
    Undecodable,

    /// <summary>A trap instruction.</summary>
    Trap,

    /// <summary>A rule of the driver's interface was broken.</summary>
    Driver,
}
