using System.Globalization;

namespace ConvGen;

/// <summary>Draws a diagram: boxes where the layout put them, curves between ranks, each tensor's shape under the box that makes it.</summary>
internal static class NetworkDrawing
{
    private const double Margin = 24, TitleHeight = 52, LineHeight = 16, BoxPadding = 9, SmallestBox = 96;
    private const double RankGap = 52, LabelZone = 17, ArrowZone = 9, PortGap = 22;
    private const double TextSize = 12, SmallSize = 10.5;
    private const string Ink = "#1f2430", Muted = "#667085", EdgeColor = "#667085";

    public static string Of(NetworkDescription network)
    {
        var diagram = new Diagram(network);
        LayoutNode[] nodes = [.. diagram.Boxes.Select(Measure)];
        var layout = new LayeredLayout(nodes, diagram.Edges, RankGap);
        var title = network.Name;
        var totals = string.Create(CultureInfo.InvariantCulture, $"{network.ParameterCount:N0} parameters, {network.MultiplyAccumulates:N0} multiply-accumulates");
        var width = Math.Max(layout.Width, Math.Max(TextWidth(title, 17), TextWidth(totals, TextSize))) + (2 * Margin);
        var svg = new SvgWriter(width, layout.Height + TitleHeight + (2 * Margin));
        svg.Text(Margin, Margin + 14, Clean(title), 17, Ink, extra: "font-weight=\"600\"");
        svg.Text(Margin, Margin + 34, totals, TextSize, Muted);

        // A drawing narrower than its title stands in the middle.
        var left = (width - layout.Width) / 2;
        var top = Margin + TitleHeight;
        foreach (var node in layout.Ranks.SelectMany(rank => rank))
        {
            node.X += left;
            node.Y += top;
        }

        DrawEdges(svg, layout);
        for (var box = 0; box < nodes.Length; box++)
            DrawBox(svg, diagram.Boxes[box], nodes[box]);
        return svg.ToString();
    }

    /// <summary>Wide enough for its lines, and for its label to the right of the middle, where nothing else stands.</summary>
    private static LayoutNode Measure(DiagramBox box)
    {
        var widest = box.Lines.Max(line => TextWidth(line.Name, TextSize) * 1.06 + TextWidth("  " + line.Kind, TextSize));
        var text = Math.Max(widest, TextWidth(box.Footer, SmallSize)) + (2 * BoxPadding);
        var label = 2 * (TextWidth(box.Label, SmallSize) + 6);
        var lines = box.Lines.Count + (box.Footer.Length > 0 ? 1 : 0);
        return new LayoutNode(Math.Max(SmallestBox, Math.Max(text, label)), (lines * LineHeight) + BoxPadding);
    }

    private static void DrawBox(SvgWriter svg, DiagramBox box, LayoutNode node)
    {
        var (fill, stroke) = box.Style switch
        {
            DiagramStyle.Terminal => ("#e9f7ef", "#15915a"),
            DiagramStyle.Parameters => ("#e8f0fe", "#2563eb"),
            DiagramStyle.Merge => ("#fff4e5", "#ea7a17"),
            _ => ("#f5f6f8", "#98a2b3"),
        };
        var (left, top) = (node.X - (node.Width / 2), node.Y - (node.Height / 2));
        var radius = box.Style == DiagramStyle.Terminal ? 12 : 5;
        svg.Rectangle(left, top, node.Width, node.Height, fill, $"stroke=\"{stroke}\" rx=\"{radius}\"");
        var y = top + (BoxPadding / 2) + 12;
        foreach (var (name, kind) in box.Lines)
        {
            // Both parts are placed by estimate, so the kind is anchored at the far side.
            svg.Text(left + BoxPadding, y, Clean(name), TextSize, Ink, extra: "font-weight=\"600\"");
            svg.Text(left + node.Width - BoxPadding, y, Clean(kind), TextSize, Muted, "end");
            y += LineHeight;
        }

        if (box.Footer.Length > 0)
            svg.Text(left + BoxPadding, y, box.Footer, SmallSize, Muted);
        if (box.Label.Length > 0)
            svg.Text(node.X + 6, top + node.Height + 12, Clean(box.Label), SmallSize, Muted);
    }

    /// <summary>
    /// From the middle of a box's lower side straight down past its label, in a curve between the ranks, and straight into the reader. A passage is a straight
    /// line through its rank.
    /// </summary>
    private static void DrawEdges(SvgWriter svg, LayeredLayout layout)
    {
        const string Style = $"fill=\"none\" stroke=\"{EdgeColor}\" stroke-width=\"1.2\"";
        for (var rank = 0; rank + 1 < layout.Ranks.Count; rank++)
        {
            var bottom = layout.Ranks[rank].Max(node => node.Y + (node.Height / 2));
            var top = layout.Ranks[rank + 1].Min(node => node.Y - (node.Height / 2));
            foreach (var below in layout.Ranks[rank + 1])
            {
                LayoutNode[] sources = [.. below.Above.OrderBy(above => above.X)];
                var gap = Math.Min(PortGap, (below.Width - (2 * BoxPadding)) / Math.Max(1, sources.Length - 1));
                for (var i = 0; i < sources.Length; i++)
                {
                    var above = sources[i];
                    var x = below.IsPassage ? below.X : below.X + ((i - ((sources.Length - 1) / 2.0)) * gap);
                    var end = below.IsPassage ? below.Y : below.Y - (below.Height / 2);
                    var (from, to) = (bottom + LabelZone, top - ArrowZone);
                    var middle = (from + to) / 2;
                    svg.Path([('M', [above.X, above.Y + (above.Height / 2)]), ('V', [from]), ('C', [above.X, middle, x, middle, x, to]), ('V', [end])], Style);
                    if (!below.IsPassage)
                        svg.Path([('M', [x, end]), ('L', [x - 3.5, end - 7]), ('L', [x + 3.5, end - 7]), ('Z', [])], $"fill=\"{EdgeColor}\"");
                }
            }
        }
    }

    /// <summary>An estimate that is on the large side for the fonts that a viewer may choose.</summary>
    private static double TextWidth(string text, double size) => size * text.Sum(letter => letter switch
    {
        'i' or 'j' or 'l' or 'f' or 't' or '.' or ',' or ' ' or '\'' or '|' => 0.38,
        'm' or 'w' or 'M' or 'W' or '@' or '×' => 0.92,
        >= 'A' and <= 'Z' => 0.7,
        < '\u0100' => 0.63,
        _ => 1.0,
    });

    /// <summary>Characters that no XML text may hold become spaces.</summary>
    private static string Clean(string text) => new([.. text.Select(letter => letter < ' ' || char.IsSurrogate(letter) || letter >= '\uFFFE' ? ' ' : letter)]);
}
