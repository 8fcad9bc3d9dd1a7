using System;

namespace ConvGen.Generator.Operators;

/// <summary>How a window meets the border: <c>Valid</c>, <c>Same</c> (TensorFlow's rule) or numbers (PyTorch's).</summary>
/// <param name="IsSame">Output = ⌈n / stride⌉ with the odd pixel at the bottom and right; the numbers are ignored.</param>
internal readonly record struct PaddingRule(bool IsSame, int Top, int Bottom, int Left, int Right)
{
    private static readonly string[] Sides = ["Pad", "PadTop", "PadBottom", "PadLeft", "PadRight"];

    public static PaddingRule Read(LayerArguments arguments)
    {
        var word = arguments.Word("Padding", "Valid");
        if (arguments.Has("Padding"))
        {
            foreach (var side in Sides)
            {
                if (!arguments.Has(side))
                    continue;
                arguments.Report("CVG2004", side, word, side);
                return default;
            }
        }

        var all = arguments.NotNegative("Pad", 0);
        return new PaddingRule(
            word == "Same",
            arguments.NotNegative("PadTop", all),
            arguments.NotNegative("PadBottom", all),
            arguments.NotNegative("PadLeft", all),
            arguments.NotNegative("PadRight", all));
    }

    /// <summary>Padding above and below <paramref name="size"/> rows, for a window spanning <paramref name="span"/> of them.</summary>
    public (long Before, long After) Rows(long size, long span, long stride) => IsSame ? Same(size, span, stride) : (Top, Bottom);

    /// <summary>Padding left and right of <paramref name="size"/> columns.</summary>
    public (long Before, long After) Columns(long size, long span, long stride) => IsSame ? Same(size, span, stride) : (Left, Right);

    private static (long Before, long After) Same(long size, long span, long stride)
    {
        var outputs = ((size - 1) / stride) + 1;
        var total = Math.Max(0, ((outputs - 1) * stride) + span - size);
        return (total / 2, total - (total / 2));
    }
}
