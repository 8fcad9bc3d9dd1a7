using System.Collections.Generic;
using System.Linq;
using ConvGen.Generator.Program;
using static ConvGen.Generator.Backends.CSharp.Simd;

namespace ConvGen.Generator.Backends.CSharp;

/// <content>
/// Filters that are transformed on the way, which have 3×3 taps. A group of panels after the other, for which patches go by once: of some channels the panels, one after the other, and of
/// those the rows of points. A row's transformed filters stay in the first cache for its points.
/// </content>
internal sealed partial class WinogradPrinter
{
    private const int TapsOfFilter = 9;

    /// <summary>A panel's first filter among those whose products are there.</summary>
    private static readonly string PanelOfGroup = $"(panel - firstOfGroup) * {Number(Packing.Width)}";

    /// <summary>What the method takes for filters: the transformed ones, or their taps, or both.</summary>
    public static IEnumerable<(Region Region, int Offset)> Filters(Winograd kernel)
    {
        if (kernel.Taps is null || kernel.KeepsFilters)
            yield return (kernel.Filters, 0);
        if (kernel.Taps is { } taps)
            yield return (taps.Weights, taps.Offset);
    }

    private string Taps => IsBoth ? "g" : "u";

    /// <summary>True of an image's only tiles, where registers hold the sums of as many.</summary>
    private string IsFew => kernel.TilesTogether == 1 ? "if (count == 1)" : $"if ({HasWide} && count <= {Number(kernel.TilesTogether)})";

    /// <summary>From a row of taps to the next, from a tap to its right neighbour.</summary>
    private string TapSteps => $"{_sizes.Of("tapRow", kernel.Taps!.RowStep)}, {_sizes.Of("tapColumn", kernel.Taps.ColumnStep)}";

    private void ProductsOfTaps()
    {
        var (width, tiles) = (Number(Packing.Width), Number(kernel.TilesOfPass));
        _code.Line($"nint filterPoint = part * {width} + {width};");
        _code.Line($"float* packed = filters + {Patch} * filterPoint;");
        if (HasPasses)
            _code.Line($"nint passes = (count + {Number(kernel.TilesOfPass - 1)}) / {tiles};");
        if (kernel.IsSmall)
            _code.Line($"{IsFew} {new TapsTilePrinter(Library, kernel).Pack()}(v, packed, channels, point);");
        if (HasPasses)
            _code.Line($"{(kernel.IsSmall ? "else " : "")}if ({HasWide}) {new TilePassPrinter(Library, kernel).Pack()}(v, packed, channels, part, point, passes);");

        _code.Open("for (nint firstOfGroup = firstPanel; firstOfGroup < lastPanel; firstOfGroup += group)");
        _code.Line("nint lastOfGroup = Math.Min(firstOfGroup + group, lastPanel), panel = firstOfGroup;");
        if (kernel.HasParts)
            _code.Line($"for (nint i = 0; i < {Points}; i++) new Span<float>(m + i * product, count * (int)wide).Clear();");
        if (kernel.IsSmall)
            FewTiles();
        if (HasPasses)
            Passes();
        Outputs("", $"firstOfGroup * {width}", $"(lastOfGroup - firstOfGroup) * {width}");
        _code.Close();
    }

    /// <summary>False where all that comes are an image's few tiles, in vectors of sixteen.</summary>
    private bool HasPasses => !(IsBoth && kernel.IsSmall);

    private void Passes()
    {
        var (pass, width, tiles) = (new TilePassPrinter(Library, kernel), Number(Packing.Width), Number(kernel.TilesOfPass));

        // Each point's products fetch a share of the taps that come next: a quarter of one, or one where there are few points.
        var shares = _transform.Points / TapsOfFilter;
        var lines = (shares == 1 ? "part" : $"part / {Number(shares)}") is var share && shares * TapsOfFilter < _transform.Points ? $"i < {Number(shares * TapsOfFilter)} ? {share} : 0" : share;
        _code.Line("nint rest = panel;");
        if (!IsBoth)
        {
            _code.Line("// Rows past the last tile are computed where that fills register tiles, and never read.");
            _code.Line("int tiles = (count + 5) / 6, tall = Math.Max(0, count - tiles * 5);");
            _code.Line("s.Next = 0;");
        }

        _code.Open("for (nint channel = 0; rest < lastOfGroup && channel < channels; channel += part)");
        _code.Open("for (panel = rest; panel < lastOfGroup; panel++)");
        _code.Line($"float* taps = {Taps} + {Number(TapsOfFilter)} * panel * bank + channel * {width}, next = panel + 1 < lastOfGroup ? taps + {Number(TapsOfFilter)} * bank : {Taps} + {Number(TapsOfFilter)} * rest * bank + (channel + part) * {width};");
        _code.Open($"for (nint pointRow = 0, i = 0; pointRow < {Patch}; pointRow++)");
        _code.Open("switch (pointRow)");
        foreach (var row in Patches)
            _code.Line($"case {Number(row)}: {new WinogradFiltersPrinter(Library, kernel.Taps!).PrintRow(row)}(taps, filters, part, filterPoint, {TapSteps}); break;");
        _code.Close();
        _code.Open($"for (nint j = 0; j < {Patch}; j++, i++)");
        _code.Line($"nint tap = i{(shares == 1 ? "" : " / " + Number(shares))}, lines = {lines};");
        _code.Line($"float* w = filters + j * filterPoint, to = m + i * product + {PanelOfGroup}, ahead = next + tap / 3 * tapRow + tap % 3 * tapColumn{(shares == 1 ? "" : $" + i % {Number(shares)} * lines * {width}")};");
        Branch($"if ({HasWide})", () =>
        {
            _code.Open($"for (nint pass = 0; pass < passes; pass++, to += {tiles} * wide)");
            _code.Line($"{pass.Print()}(w, packed + ((pass * {Patch} + pointRow) * channels + channel) * {Number(_transform.Patch * kernel.TilesOfPass)} + j * part * {tiles}, to, ahead, pass == 0 ? lines : 0, part, wide);");
            _code.Close();
        }, isOnly: IsBoth);
        if (!IsBoth)
        {
            _code.Open("else");
            _code.Line($"{Products(6, kernel.HasParts)}{Narrow}(v + i * point + channel, w, to, &s, tall, (byte*)ahead);");
            _code.Line($"{Products(5, kernel.HasParts)}{Narrow}(v + i * point + tall * 6 * channels + channel, w, to + tall * 6 * wide, &s, tiles - tall, (byte*)ahead);");
            _code.Close();
        }

        for (var i = 0; i < 4; i++)
            _code.Close();
    }

    /// <summary>An image's only tiles, where registers hold the sums of as many: filters are transformed there.</summary>
    private void FewTiles()
    {
        var (printer, isOne) = (new TapsTilePrinter(Library, kernel), kernel.TilesTogether == 1);
        _code.Open(IsFew);
        _code.Open("for (; panel < lastOfGroup; panel++)");
        _code.Open("for (nint channel = 0; channel < channels; channel += part)");
        _code.Line($"float* taps = {Taps} + {Number(TapsOfFilter)} * panel * bank + channel * {Number(Packing.Width)}, next = taps + (channel + part < channels ? part * {Number(Packing.Width)} : {Number(TapsOfFilter)} * bank - channel * {Number(Packing.Width)}), to = m + {PanelOfGroup};");
        if (isOne)
            _code.Open($"if ({HasWide})");
        Rows(fewRegisters: false, Widest, "");
        if (isOne)
        {
            _code.Close();
            _code.Open("else");
            Rows(fewRegisters: true, Narrow, "");
            Rows(fewRegisters: true, Narrow, $" + {Number(Packing.Half)}");
            _code.Close();
        }

        _code.Close();
        _code.Close();
        _code.Close();

        void Rows(bool fewRegisters, string vectors, string at)
        {
            foreach (var rows in printer.Print(fewRegisters))
                _code.Line($"{rows}{vectors}(taps{at}, packed + channel * {Number(kernel.PackedStep)}, to{at}, next, part, channels * {Number(kernel.PackedStep)}, wide, product, {TapSteps});");
        }
    }
}
