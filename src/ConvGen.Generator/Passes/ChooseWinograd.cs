using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;

namespace ConvGen.Generator.Passes;

/// <summary>
/// Computes convolutions of 3×3 and 5×5 taps and stride 1, and of 3×3 taps, or 7×7 of few channels, and stride 2, by Winograd's transform where that is expected to be faster. They are recognised by their loops and steps, so an input
/// gradient, which is such a convolution with its taps in reverse, counts as well.
/// <code>
/// before: y[n, i, j, o] = max(Σ x[n, i + r, j + s, c] · w[r, s, c, o] + b[o], 0)
/// after:  u = G w Gᵀ;  y = max(Aᵀ (Σ u ⊙ Bᵀ x B) A + b, 0)
/// </code>
/// </summary>
internal static class ChooseWinograd
{
    /// <summary>Winograd must promise at least this much: the model is rough, and a direct sum rounds better.</summary>
    private const double WorthIt = 0.9;

    /// <summary>Bytes of transformed filters from which on it may be better not to make them in every pass.</summary>
    private const long LargeBank = 8 << 20;

    /// <summary>The same where they would be kept from pass to pass: for several images kept ones are a fifth quicker, and an image alone may transform its own all the same.</summary>
    private const long LargeBankOfKept = 32 << 20;

    /// <summary>The same for an image of few tiles, where transforming costs least. A smaller bank stays in a near cache for the next images.</summary>
    private const long LargeBankOfSmall = 1 << 20;

    /// <summary>Bytes of gradients of transformed filters from which on they are made in parts: four times the weights of 256 channels with 3×3 taps are less.</summary>
    private const long LargeSums = 16 << 20;

    /// <summary>So many bytes that are not kept are worth a cycle more for an image.</summary>
    private const double BytesOfCycle = 8;

    /// <summary>Chooses for a program.</summary>
    /// <param name="keeps">What is made of parameters is kept from pass to pass; else it is made in each, for a whole batch.</param>
    public static KernelProgram Run(KernelProgram program, bool keeps) => program.With([.. program.Segments.Select(segment => Choose(segment, keeps))]);

    private static Segment Choose(Segment segment, bool keeps)
    {
        var kernels = new List<Kernel>();
        foreach (var kernel in segment.Kernels)
        {
            if (kernel is Contraction contraction && Window(contraction) is { } window && Best(window, keeps) is { } best)
            {
                var bank = new Region(contraction.Name + " transformed filters", Space.Fixed, WinogradFilters.Floats(best.Transform, window.Channels, window.Columns));
                var filters = new WinogradFilters(
                    contraction.Name + " filters", best.Transform, window.Columns / Packing.Width, window.Channels, contraction.B.Region, window.FirstTap, window.TapRow, window.TapColumn, bank);
                var winograd = new Winograd(
                    contraction.Name, best.Transform, window.Height, window.Width, window.Channels, window.Columns, window.Input, bank, window.Output, window.Extra, contraction.Epilogue);
                kernels.AddRange(best.Taps ? [winograd with { Filters = filters.Weights, Taps = filters }] : [filters, winograd with { Taps = best.TapsOfOne ? filters : null }]);
            }
            else if (kernel is Contraction sums && FilterGradient(sums) is { } gradient && IsWorthIt(gradient))
            {
                AddFilterGradient(kernels, sums, gradient);
            }
            else
            {
                kernels.Add(kernel);
            }
        }

        return segment with { Kernels = kernels };
    }

    /// <summary>
    /// Sums of large layers are made for a quarter of the filters after the other, in the same memory: then they take what the weights take (of 5×5 taps a third), which the input's gradient
    /// repacks anyway, and patches of the input are transformed four times.
    /// </summary>
    private static void AddFilterGradient(List<Kernel> kernels, Contraction sums, WindowOf gradient)
    {
        var transform = OfGradient(gradient);
        var isLarge = sizeof(float) * (long)WinogradFilters.Floats(transform, gradient.Channels, gradient.Columns) >= LargeSums && gradient.Columns % (4 * Packing.Width) == 0;
        var columns = isLarge ? gradient.Columns / 4 : gradient.Columns;
        var target = new Region(sums.Name + " of transformed filters", Space.Fixed, WinogradFilters.Floats(transform, gradient.Channels, columns));
        for (var first = 0; first < gradient.Columns; first += columns)
        {
            var output = gradient.Output with { Offset = gradient.Output.Offset + first };
            kernels.Add(new WinogradGradient(sums.Name, transform, gradient.Height, gradient.Width, gradient.Channels, columns, gradient.Input, output, target));
            kernels.Add(new WinogradFilterGradient(
                sums.Name + " of taps", transform, columns / Packing.Width, gradient.Channels, target, sums.Output.Region, sums.Output.Offset + (first / Packing.Width * sums.Output.PanelStep)));
        }
    }

    /// <summary>
    /// The transform to use, and whether filters are transformed on the way, or those of an image alone: kept ones take 1.4 to 4 times the memory of the weights, which a large layer has to be worth.
    /// Null where a direct sum is as good.
    /// </summary>
    private static (WinogradTransform Transform, bool Taps, bool TapsOfOne)? Best(WindowOf window, bool keeps)
    {
        // Training has many images.
        var images = keeps ? 1 : WinogradPlan.ManyImages;
        var transforms = WinogradTransform.For(window.FilterSize, window.Stride);
        var (best, lean) = (transforms.Select(transform => Of(transform, false)).OrderBy(way => way.Cycles).First(), transforms.Select(transform => Of(transform, true)).OrderBy(way => way.Cycles).First());
        var bank = sizeof(float) * (long)WinogradFilters.Floats(best.Transform, window.Channels, window.Columns);
        var (isSmall, direct) = (keeps && WinogradPlan.IsSmall(lean.Transform, window.Height, window.Width), Direct(window));
        if (best.Transform.HasFiltersOnTheWay && bank >= (isSmall ? LargeBankOfSmall : keeps ? LargeBankOfKept : LargeBank) && lean.Cycles <= WorthIt * direct && lean.Cycles - best.Cycles <= (keeps ? bank / BytesOfCycle : WinogradPlan.Making(bank) / images))
            best = lean;
        if (best.Cycles > WorthIt * direct)
            return null;
        var tapsOfOne = keeps && !best.Taps && best.Transform.HasFiltersOnTheWay && WinogradPlan.TapsOfOneImage(best.Transform, window.Height, window.Width, bank);
        return (best.Taps || tapsOfOne ? best.Transform.WithPlainFilters : best.Transform, best.Taps, tapsOfOne);

        // Training would write what it keeps in every pass, and does not count several passes.
        (WinogradTransform Transform, bool Taps, double Cycles) Of(WinogradTransform transform, bool taps)
        {
            var cycles = WinogradPlan.For(transform, window.Height, window.Width, window.Channels, window.Columns, taps, images).Cycles;
            return (transform, taps, taps && keeps ? cycles * WinogradPlan.FactorOfPasses(transform, window.Height, window.Width) : cycles);
        }
    }

    private static double Direct(WindowOf window) => WinogradPlan.Direct(window.FilterSize, window.Height, window.Width, window.Channels, window.Columns);

    /// <summary>The most points: a batch has tiles enough.</summary>
    private static WinogradTransform OfGradient(WindowOf gradient) => WinogradTransform.For(gradient.FilterSize, gradient.Stride).OrderBy(transform => transform.Points).Last();

    /// <summary>The contraction as a window of taps that moves by one pixel; null where it is none, or of a size without transforms.</summary>
    private static WindowOf? Window(Contraction kernel)
    {
        if (kernel.ExactColumns || kernel.Finish is not null || kernel.Columns % Packing.Width != 0 || kernel.Output.PanelStep != Packing.Width)
            return null;
        if (kernel.Depth.Count != 3 || kernel.Depth[1].Extent != kernel.Depth[0].Extent || kernel.Depth.Any(loop => loop.IsBatch))
            return null;
        var rows = Enumerable.Range(0, kernel.Rows.Count).Where(i => kernel.Rows[i].Extent != 1).ToList();
        if (rows.Count != 3 || !kernel.Rows[rows[0]].IsBatch || rows.Skip(1).Any(i => kernel.Rows[i].IsBatch) || rows.Any(i => kernel.B.Rows[i] != default))
            return null;

        var (taps, depth) = (kernel.Depth[0].Extent, kernel.Depth[2]);

        // A step of a window moves as far as one or two of a tap, forward or back; then weights lie tap by tap, or in reverse.
        var (input, down, right) = (Grid(kernel.A, rows), kernel.A.Depth[0], kernel.A.Depth[1]);
        if (input is null || Stride(input.RowStep, down) is not { } stride || Stride(input.PixelStep, right) != stride || kernel.A.Depth[2] != new Step(1) || !Suits(depth.Extent, stride))
            return null;
        if (kernel.B.Depth[0] != new Step(0, taps * depth.Extent) || kernel.B.Depth[1] != new Step(0, depth.Extent) || kernel.B.Depth[2] != new Step(0, 1) || kernel.B.PanelStep != Packing.Width * taps * taps * depth.Extent)
            return null;
        var (tapRow, tapColumn) = (Packing.Width * taps * depth.Extent, Packing.Width * depth.Extent);
        var (first, offset) = (kernel.B.Offset, input.Offset);
        if (down.Floats < 0)
            (first, offset, tapRow) = (first + ((taps - 1) * tapRow), offset + ((taps - 1) * down.Floats), -tapRow);
        if (right.Floats < 0)
            (first, offset, tapColumn) = (first + ((taps - 1) * tapColumn), offset + ((taps - 1) * right.Floats), -tapColumn);

        var output = Grid(kernel.Output, rows);
        var extra = kernel.Extra.Select(operand => operand.PanelStep == Packing.Width ? Grid(operand, rows) : null).ToList();
        if (output is null || extra.Contains(null))
            return null;
        return new WindowOf(
            taps, stride, kernel.Rows[rows[1]].Extent, kernel.Rows[rows[2]].Extent, depth.Extent, kernel.Columns, input with { Offset = offset }, output, [.. extra.Select(grid => grid!)], first, tapRow, tapColumn);

        // Few channels have to lie pixel by pixel without a gap, for those of neighbours are read together.
        bool Suits(int channels, int stride) => WinogradTransform.For(taps, stride) is { Count: > 0 } transforms
            && (transforms[0].IsShallow ? stride * channels <= Packing.Half && right.Floats == channels && down.Floats > 0 : channels % Packing.Half == 0);

        static int? Stride(int window, Step tap) =>
            tap.Floats == 0 || window % tap.Floats != 0 ? null : window / tap.Floats is var stride && stride > 0 ? stride : stride == -1 ? 1 : null;
    }

    private static bool IsWorthIt(WindowOf gradient) =>
        WinogradPlan.Gradient(OfGradient(gradient), gradient.Height, gradient.Width, gradient.Channels, gradient.Columns).Cycles <= WorthIt * Direct(gradient);

    /// <summary>The contraction as the sum, over images and pixels, of what each tap of a window met; null where it is none.</summary>
    private static WindowOf? FilterGradient(Contraction kernel)
    {
        if (kernel.ExactColumns || kernel.Finish is not null || kernel.Columns % Packing.Width != 0 || kernel.Extra.Count != 1 || !ReferenceEquals(kernel.Extra[0], kernel.Output)
            || kernel.Epilogue != Value.Instance + new Load(0))
            return null;
        var rows = Enumerable.Range(0, kernel.Rows.Count).Where(i => kernel.Rows[i].Extent != 1).ToList();
        if (rows.Count != 3 || WinogradTransform.For(kernel.Rows[rows[0]].Extent, 1).Count == 0 || kernel.Rows[rows[1]].Extent != kernel.Rows[rows[0]].Extent || kernel.Rows[rows[2]].Extent % Packing.Half != 0 || kernel.Rows[rows[2]].Extent < Packing.Width || rows.Any(i => kernel.B.Rows[i] != default))
            return null;
        if (kernel.Depth.Count != 3 || !kernel.Depth[0].IsBatch || kernel.Depth.Skip(1).Any(loop => loop.IsBatch) || kernel.B.PanelStep != Packing.Width)
            return null;
        var (size, channels) = (kernel.Rows[rows[0]].Extent, kernel.Rows[rows[2]].Extent);
        var (taps, pixels) = (rows.Select(i => kernel.A.Rows[i]).ToList(), kernel.A.Depth);
        if (taps[0] != pixels[1] || taps[1] != pixels[2] || taps[2] != new Step(1) || kernel.A.Depth.Concat(kernel.B.Depth).Any(step => step.Widths != 0))
            return null;
        if (kernel.Output.Rows[rows[0]] != new Step(0, size * channels) || kernel.Output.Rows[rows[1]] != new Step(0, channels) || kernel.Output.Rows[rows[2]] != new Step(0, 1)
            || kernel.Output.PanelStep != Packing.Width * size * size * channels)
            return null;
        return new WindowOf(
            size, 1, kernel.Depth[1].Extent, kernel.Depth[2].Extent, channels, kernel.Columns, Pixels(kernel.A), Pixels(kernel.B), [], 0, 0, 0);

        static Grid Pixels(Operand operand) => new(operand.Region, operand.Offset, operand.Depth[0].Floats, operand.Depth[1].Floats, operand.Depth[2].Floats);
    }

    /// <summary>The operand's steps over image, row and pixel.</summary>
    private static Grid? Grid(Operand operand, List<int> rows) => rows.Any(i => operand.Rows[i].Widths != 0)
        ? null
        : new Grid(operand.Region, operand.Offset, operand.Rows[rows[0]].Floats, operand.Rows[rows[1]].Floats, operand.Rows[rows[2]].Floats);

    private sealed record WindowOf(int FilterSize, int Stride, int Height, int Width, int Channels, int Columns, Grid Input, Grid Output, IReadOnlyList<Grid> Extra, int FirstTap, int TapRow, int TapColumn);
}
