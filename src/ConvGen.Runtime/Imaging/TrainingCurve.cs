using System.Globalization;

namespace ConvGen;

/// <summary>Draws how a training went: losses against the left axis, validation accuracy against the right one.</summary>
public static class TrainingCurve
{
    private const double Width = 760, Height = 430, Left = 72, Right = 688, Top = 92, Bottom = 366;
    private const string Ink = "#1f2430", Muted = "#667085", Grid = "#e8eaef";
    private const string TrainingColor = "#2563eb", ValidationColor = "#ea7a17", AccuracyColor = "#15915a";

    /// <summary>Writes an SVG file; an older one is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="history">At least one epoch.</param>
    /// <param name="title">Written above the chart.</param>
    /// <exception cref="ArgumentException">The history is empty.</exception>
    public static void WriteSvg(string path, History history, string title = "Training curve")
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0)
            throw new ArgumentException("There is no finished epoch to draw.", nameof(history));

        var epochs = history.Epochs;
        var svg = new SvgWriter(Width, Height);
        var x = EpochAxis(epochs.Count);
        var losses = new ChartAxis(epochs.SelectMany(e => new[] { e.Loss, e.ValidationLoss }), Bottom, Top, mostTicks: 6, floor: 0);
        var validated = epochs.Any(e => float.IsFinite(e.ValidationLoss));
        var labelled = epochs.Any(e => float.IsFinite(e.ValidationAccuracy));

        svg.Text(Left, 38, title, 19, Ink, extra: "font-weight=\"600\"");
        foreach (var tick in losses.Ticks)
        {
            svg.Line(Left, losses.Place(tick), Right, losses.Place(tick), Grid);
            svg.Text(Left - 10, losses.Place(tick) + 4, Format(tick, losses.Decimals), 12, Muted, "end");
        }

        DrawEpochTicks(svg, epochs, x);
        svg.Text(22, (Top + Bottom) / 2, "loss", 13, Muted, "middle", Turned(22));

        var legend = new List<(string Name, string Color, bool Dashed)> { ("training loss", TrainingColor, false) };
        Series(svg, epochs, x, losses, e => e.Loss, TrainingColor, dashed: false);
        if (validated)
        {
            Series(svg, epochs, x, losses, e => e.ValidationLoss, ValidationColor, dashed: false);
            legend.Add(("validation loss", ValidationColor, false));
        }

        if (labelled)
        {
            DrawAccuracy(svg, epochs, x);
            legend.Add(("validation accuracy", AccuracyColor, true));
        }

        svg.Line(Left, Bottom, Right, Bottom, "#98a2b3", 1.2);
        DrawLegend(svg, legend);
        svg.Save(path);
    }

    /// <summary>Epoch 1 at the left edge and the last at the right one, a little inside; a single epoch in the middle.</summary>
    private static Func<int, double> EpochAxis(int count)
    {
        const double Inset = 18;
        return epoch => count == 1 ? (Left + Right) / 2 : Left + Inset + (Right - Left - 2 * Inset) * (epoch - 1) / (count - 1);
    }

    private static void DrawEpochTicks(SvgWriter svg, IReadOnlyList<EpochRecord> epochs, Func<int, double> x)
    {
        const int MostLabels = 16;
        var every = 1;
        foreach (var candidate in new[] { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 })
        {
            every = candidate;
            if (epochs.Count / candidate <= MostLabels)
                break;
        }

        for (var epoch = 1; epoch <= epochs.Count; epoch++)
        {
            if (every > 1 && epoch % every != 0 && epoch != 1)
                continue;
            svg.Line(x(epoch), Bottom, x(epoch), Bottom + 5, "#98a2b3");
            svg.Text(x(epoch), Bottom + 21, epochs[epoch - 1].Epoch.ToString(CultureInfo.InvariantCulture), 12, Muted, "middle");
        }

        svg.Text((Left + Right) / 2, Bottom + 46, "epoch", 13, Muted, "middle");
    }

    private static void DrawAccuracy(SvgWriter svg, IReadOnlyList<EpochRecord> epochs, Func<int, double> x)
    {
        var axis = new ChartAxis(epochs.Select(e => 100 * e.ValidationAccuracy), Bottom, Top, mostTicks: 6, floor: 0, ceiling: 100);
        foreach (var tick in axis.Ticks)
            svg.Text(Right + 10, axis.Place(tick) + 4, Format(tick, axis.Decimals) + " %", 12, AccuracyColor);
        Series(svg, epochs, x, axis, e => 100 * e.ValidationAccuracy, AccuracyColor, dashed: true);

        var last = epochs[^1];
        if (float.IsFinite(last.ValidationAccuracy))
        {
            var y = axis.Place(100 * last.ValidationAccuracy);
            var below = y < Top + 24;
            svg.Text(x(epochs.Count), below ? y + 22 : y - 12, Format(100 * last.ValidationAccuracy, 1) + " %", 13, AccuracyColor, epochs.Count == 1 ? "middle" : "end", "font-weight=\"600\" stroke=\"#ffffff\" stroke-width=\"4\" paint-order=\"stroke\"");
        }
    }

    private static void Series(
        SvgWriter svg, IReadOnlyList<EpochRecord> epochs, Func<int, double> x, ChartAxis axis, Func<EpochRecord, float> value, string color, bool dashed)
    {
        const int MostMarkers = 40;
        var points = epochs.Select((e, i) => (X: x(i + 1), Value: value(e))).Where(p => float.IsFinite(p.Value)).Select(p => (p.X, Y: axis.Place(p.Value))).ToArray();
        svg.Polyline(points, color, 2.4, dashed ? "stroke-dasharray=\"1 6\"" : "");
        if (points.Length > MostMarkers)
            return;
        foreach (var (px, py) in points)
            svg.Circle(px, py, 3.6, dashed ? "#ffffff" : color, $"stroke=\"{(dashed ? color : "#ffffff")}\" stroke-width=\"{(dashed ? "2" : "1.2")}\"");
    }

    private static void DrawLegend(SvgWriter svg, List<(string Name, string Color, bool Dashed)> entries)
    {
        var x = Left;
        foreach (var (name, color, dashed) in entries)
        {
            svg.Line(x, 62, x + 26, 62, color, 2.4, dashed ? "stroke-dasharray=\"1 6\" stroke-linecap=\"round\"" : "stroke-linecap=\"round\"");
            svg.Circle(x + 13, 62, 3.6, dashed ? "#ffffff" : color, $"stroke=\"{(dashed ? color : "#ffffff")}\" stroke-width=\"{(dashed ? "2" : "1.2")}\"");
            svg.Text(x + 34, 66.5, name, 13, Ink);
            x += 34 + 7.4 * name.Length + 26;
        }
    }

    private static string Turned(double x) => string.Create(CultureInfo.InvariantCulture, $"transform=\"rotate(-90 {x} {(Top + Bottom) / 2})\"");

    private static string Format(double value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
