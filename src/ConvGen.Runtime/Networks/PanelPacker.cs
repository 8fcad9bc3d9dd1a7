using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ConvGen;

/// <summary>
/// Packs a tensor panel by panel, as its values arrive: a panel's rows lie one after the other in public order. It is a transposition, so eight rows of eight
/// neighbours go through registers, and each of the eight results is one half of a panel's depth step.
/// </summary>
internal sealed unsafe class PanelPacker
{
    private const int Block = 8;

    private readonly PanelPacking _packing;
    private readonly int _depth;

    /// <summary>The packed depth position of each element of a row.</summary>
    private readonly int[] _places;

    public PanelPacker(PanelPacking packing)
    {
        (_packing, _depth) = (packing, packing.Depth);
        var offsets = packing.DepthOffsets();
        _places = new int[offsets.Length];
        for (var position = 0; position < offsets.Length; position++)
            _places[offsets[position]] = position;
    }

    /// <summary>Values of a panel in public order.</summary>
    public int ValuesOf(int panel) => _packing.Panel(panel).Rows * _depth;

    /// <summary>Packs some panels.</summary>
    /// <param name="source">Their values in public order, one panel's after the other's.</param>
    /// <param name="first">The first panel.</param>
    /// <param name="end">The one behind the last.</param>
    /// <param name="packed">The whole packed tensor.</param>
    public void Pack(ReadOnlySpan<float> source, int first, int end, Span<float> packed)
    {
        for (var panel = first; panel < end; panel++)
        {
            var (_, rows, lanes, offset) = _packing.Panel(panel);
            PackPanel(source[..(rows * _depth)], rows, lanes, packed.Slice(offset, lanes * _depth));
            source = source[(rows * _depth)..];
        }
    }

    private void PackPanel(ReadOnlySpan<float> source, int rows, int lanes, Span<float> packed)
    {
        fixed (float* from = source, to = packed)
        fixed (int* places = _places)
        {
            var done = Avx.IsSupported && rows == lanes ? _depth / Block * Block : 0;
            for (var at = 0; at < done; at += Block)
                for (var row = 0; row < rows; row += Block)
                    Transpose(from + (row * _depth) + at, _depth, to + row, places + at, lanes);
            for (var at = done; at < _depth; at++)
            {
                var target = to + (places[at] * lanes);
                for (var row = 0; row < rows; row++)
                    target[row] = from[(row * _depth) + at];
                for (var row = rows; row < lanes; row++)
                    target[row] = 0;
            }
        }
    }

    /// <summary>Eight rows, <paramref name="step"/> floats apart, of eight floats: column k becomes the vector at <c>to + places[k] · lanes</c>.</summary>
    private static void Transpose(float* from, nint step, float* to, int* places, nint lanes)
    {
        var (a, b, c, d) = (Avx.LoadVector256(from), Avx.LoadVector256(from + step), Avx.LoadVector256(from + (2 * step)), Avx.LoadVector256(from + (3 * step)));
        from += 4 * step;
        var (e, f, g, h) = (Avx.LoadVector256(from), Avx.LoadVector256(from + step), Avx.LoadVector256(from + (2 * step)), Avx.LoadVector256(from + (3 * step)));
        var (ab, cd, ef, gh) = (Avx.UnpackLow(a, b), Avx.UnpackLow(c, d), Avx.UnpackLow(e, f), Avx.UnpackLow(g, h));
        Store(Low(ab, cd), Low(ef, gh), 0);
        Store(High(ab, cd), High(ef, gh), 1);
        (ab, cd, ef, gh) = (Avx.UnpackHigh(a, b), Avx.UnpackHigh(c, d), Avx.UnpackHigh(e, f), Avx.UnpackHigh(g, h));
        Store(Low(ab, cd), Low(ef, gh), 2);
        Store(High(ab, cd), High(ef, gh), 3);

        static Vector256<float> Low(Vector256<float> left, Vector256<float> right) => Avx.Shuffle(left, right, 0b01_00_01_00);
        static Vector256<float> High(Vector256<float> left, Vector256<float> right) => Avx.Shuffle(left, right, 0b11_10_11_10);

        // Columns k and k + 4 of the first four rows, and of the other four.
        void Store(Vector256<float> first, Vector256<float> second, int k)
        {
            Avx.Store(to + (places[k] * lanes), Avx.Permute2x128(first, second, 0x20));
            Avx.Store(to + (places[k + 4] * lanes), Avx.Permute2x128(first, second, 0x31));
        }
    }
}
