namespace ConvGen.Tests.Ptx;

/// <summary>An integer type: how its lanes lie in a register's place, and how wide it is. Numbers are worked on as 64-bit ones.</summary>
internal unsafe interface IIntLane
{
    static abstract int Bits { get; }

    static abstract bool Signed { get; }

    static abstract long Load(byte* place, int lane);

    static abstract void Store(byte* place, int lane, long value);
}
