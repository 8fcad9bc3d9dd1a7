namespace ConvGen.Tests.Ptx;

internal readonly unsafe struct S16 : IIntLane
{
    public static int Bits => 16;

    public static bool Signed => true;

    public static long Load(byte* place, int lane) => (short)((uint*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((uint*)place)[lane] = (ushort)value;
}

internal readonly unsafe struct U16 : IIntLane
{
    public static int Bits => 16;

    public static bool Signed => false;

    public static long Load(byte* place, int lane) => (ushort)((uint*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((uint*)place)[lane] = (ushort)value;
}

internal readonly unsafe struct S32 : IIntLane
{
    public static int Bits => 32;

    public static bool Signed => true;

    public static long Load(byte* place, int lane) => ((int*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((int*)place)[lane] = (int)value;
}

internal readonly unsafe struct U32 : IIntLane
{
    public static int Bits => 32;

    public static bool Signed => false;

    public static long Load(byte* place, int lane) => ((uint*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((uint*)place)[lane] = (uint)value;
}

internal readonly unsafe struct S64 : IIntLane
{
    public static int Bits => 64;

    public static bool Signed => true;

    public static long Load(byte* place, int lane) => ((long*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((long*)place)[lane] = value;
}

internal readonly unsafe struct U64 : IIntLane
{
    public static int Bits => 64;

    public static bool Signed => false;

    public static long Load(byte* place, int lane) => ((long*)place)[lane];

    public static void Store(byte* place, int lane, long value) => ((long*)place)[lane] = value;
}
