using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ConvGen.Tests.Ptx;

/// <summary>ldmatrix and mma. Lane 4g + t holds row g; which columns, the ISA's figures say.</summary>
internal static unsafe class MatrixLanes
{
    /// <summary>Places[m] gets the m-th matrix of eight rows of eight halves, whose rows begin where lanes 8m to 8m + 7 say; Saturate for .trans.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(Warp warp, Step step, uint mask)
    {
        if (!Whole(warp, step, mask))
            return;
        AddressUnit.Read(warp, step.A, step.WideAddress, step.Offset, mask);
        var (block, launch) = (warp.Block, warp.Block.Launch);
        for (var matrix = 0; matrix < step.Places.Length; matrix++)
        {
            for (var row = 0; row < 8; row++)
                if (!Row(warp, step, (8 * matrix) + row, row))
                    return;
            var (phases, requests) = TrafficMeter.Phases(warp.Addresses, 255u << (8 * matrix), 16);
            launch.SharedPhases[step.Instruction.Index] += phases;
            launch.SharedRequests[step.Instruction.Index] += requests;
            if (step.Places[matrix] < 0)
                continue;
            for (var lane = 0; lane < 32; lane++)
            {
                var (g, t) = (lane >> 2, lane & 3);
                ((uint*)(warp.File + step.Places[matrix]))[lane] = step.Saturate
                    ? Half(block, warp.Addresses[(8 * matrix) + (2 * t)], g) | (Half(block, warp.Addresses[(8 * matrix) + (2 * t) + 1], g) << 16)
                    : Half(block, warp.Addresses[(8 * matrix) + g], 2 * t) | (Half(block, warp.Addresses[(8 * matrix) + g], (2 * t) + 1) << 16);
            }
        }
    }

    /// <summary>D = A B + C, with A of 16 rows and B of 8 columns; products are exact, their sum is rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Warp warp, Step step, uint mask)
    {
        if (!Whole(warp, step, mask))
            return;
        var (depth, type) = (step.Number, step.From);
        var a = stackalloc double[16 * 16];
        var b = stackalloc double[16 * 8];
        for (var lane = 0; lane < 32; lane++)
        {
            var (g, t) = (lane >> 2, lane & 3);
            if (type == PtxType.Tf32)
            {
                for (var i = 0; i < step.PlacesA.Length; i++)
                    a[((g + (8 * (i & 1))) * 16) + t + (4 * (i >> 1))] = Tf32(warp, step.PlacesA[i], lane);
                for (var i = 0; i < step.PlacesB.Length; i++)
                    b[((t + (4 * i)) * 8) + g] = Tf32(warp, step.PlacesB[i], lane);
                continue;
            }

            for (var i = 0; i < step.PlacesA.Length; i++)
                for (var half = 0; half < 2; half++)
                    a[((g + (8 * (i & 1))) * 16) + (2 * t) + (8 * (i >> 1)) + half] = Half(warp, step.PlacesA[i], lane, half, type);
            for (var i = 0; i < step.PlacesB.Length; i++)
                for (var half = 0; half < 2; half++)
                    b[(((2 * t) + (8 * i) + half) * 8) + g] = Half(warp, step.PlacesB[i], lane, half, type);
        }

        var sums = stackalloc double[8];
        for (var row = 0; row < 16; row++)
        {
            Sum(warp, step, row, sums);
            var (low, high) = (Vector256.Load(sums), Vector256.Load(sums + 4));
            for (var k = 0; k < depth; k++)
            {
                var left = Vector256.Create(a[(row * 16) + k]);
                low = Vector256.FusedMultiplyAdd(left, Vector256.Load(b + (8 * k)), low);
                high = Vector256.FusedMultiplyAdd(left, Vector256.Load(b + (8 * k) + 4), high);
            }

            low.Store(sums);
            high.Store(sums + 4);
            // Row by row, since D may be C: the rows still to come are in other lanes or registers.
            for (var column = 0; column < 8; column++)
                *Element(warp, step.Places, row, column) = FloatMode.Canonical((float)sums[column]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(Warp warp, Step step, int row, double* sums)
    {
        for (var column = 0; column < 8; column++)
            sums[column] = *Element(warp, step.PlacesC, row, column);
    }

    /// <summary>Where an element of C or D lies.</summary>
    private static float* Element(Warp warp, int[] places, int row, int column) =>
        (float*)(warp.File + places[(row >= 8 ? 2 : 0) + (column & 1)]) + ((row & 7) * 4) + (column >> 1);

    private static double Tf32(Warp warp, int place, int lane) => BitConverter.UInt32BitsToSingle(((uint*)(warp.File + place))[lane] & ~0x1FFFu);

    private static double Half(Warp warp, int place, int lane, int half, PtxType type)
    {
        var bits = (((uint*)(warp.File + place))[lane] >> (16 * half)) & 0xFFFF;
        return type == PtxType.Bf16 ? NarrowFloat.FromBf16(bits) : NarrowFloat.FromF16(bits);
    }

    private static uint Half(BlockState block, ulong address, int column) => ((ushort*)(block.Shared + (address - AddressMap.SharedBase)))[column];

    /// <summary>Checks a row, whose words go to other lanes than the one that names it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Row(Warp warp, Step step, int lane, int row)
    {
        var (address, launch) = (warp.Addresses[lane], warp.Block.Launch);
        if (!AddressUnit.SharedBytes(warp, step, lane, address, 16, Access.Read, -1))
            return false;
        if (!launch.CheckRaces)
            return true;
        var offset = (int)(address - AddressMap.SharedBase);
        for (var word = 0; word < 4; word++)
        {
            if (!step.Saturate)
                warp.Block.Races.Shared(warp, step, (4 * row) + word, offset + (4 * word), 4, Access.Read);
            else
                for (var half = 0; half < 2; half++)
                    warp.Block.Races.Shared(warp, step, (4 * ((2 * word) + half)) + (row >> 1), offset + (4 * word), 4, Access.Read);
        }

        return true;
    }

    private static bool Whole(Warp warp, Step step, uint mask)
    {
        if (mask == uint.MaxValue)
            return true;
        warp.Block.Launch.Fault(FindingKind.WarpDivergence, step, warp.Thread(BitOperations.TrailingZeroCount(~mask)), $"only lanes {mask:x8} run what takes all of them");
        return false;
    }
}
