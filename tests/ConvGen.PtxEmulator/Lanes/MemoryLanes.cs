using System.Numerics;
using System.Runtime.CompilerServices;

namespace ConvGen.Tests.Ptx;

/// <summary>Loads and stores.</summary>
internal static unsafe class MemoryLanes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(Warp warp, Step step, uint mask)
    {
        if (!AddressUnit.Resolve(warp, step, mask, Access.Read))
            return;
        for (var i = 0; i < step.Places.Length; i++)
        {
            var (place, offset) = (step.Places[i], i * step.ElementBytes);
            if (place < 0)
                continue;
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                var from = warp.Pointers[lane] + offset;
                if (step.ElementBytes == 4 && !step.WidePlaces[i])
                {
                    ((uint*)(warp.File + place))[lane] = *(uint*)from;
                    continue;
                }

                var value = (step.ElementBytes, step.SignExtend) switch
                {
                    (1, false) => *from,
                    (1, true) => (ulong)*(sbyte*)from,
                    (2, false) => *(ushort*)from,
                    (2, true) => (ulong)*(short*)from,
                    (4, false) => *(uint*)from,
                    (4, true) => (ulong)*(int*)from,
                    _ => *(ulong*)from,
                };
                if (step.WidePlaces[i])
                    ((ulong*)(warp.File + place))[lane] = value;
                else
                    ((uint*)(warp.File + place))[lane] = (uint)value;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(Warp warp, Step step, uint mask)
    {
        if (!AddressUnit.Resolve(warp, step, mask, Access.Write))
            return;
        for (var i = 0; i < step.Places.Length; i++)
        {
            var place = warp.File + step.Places[i];
            var offset = i * step.ElementBytes;
            for (var rest = mask; rest != 0; rest &= rest - 1)
            {
                var lane = BitOperations.TrailingZeroCount(rest);
                var to = warp.Pointers[lane] + offset;
                var value = step.WidePlaces[i] ? ((ulong*)place)[lane] : ((uint*)place)[lane];
                switch (step.ElementBytes)
                {
                    case 1:
                        *to = (byte)value;
                        break;
                    case 2:
                        *(ushort*)to = (ushort)value;
                        break;
                    case 4:
                        *(uint*)to = (uint)value;
                        break;
                    default:
                        *(ulong*)to = value;
                        break;
                }
            }
        }
    }
}
