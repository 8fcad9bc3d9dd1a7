using System.Globalization;
using System.Security;
using System.Text;

namespace ConvGen;

/// <summary>Builds a standalone SVG 1.1 drawing on a light ground. Lengths are pixels, numbers are written invariantly with at most two decimals.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();

    public SvgWriter(double width, double height)
    {
        Raw($"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{N(width)}" height="{N(height)}" viewBox="0 0 {N(width)} {N(height)}" font-family="Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">""");
        Raw($"""<rect width="{N(width)}" height="{N(height)}" fill="#ffffff"/>""");
    }

    public void Text(double x, double y, string text, double size, string color, string anchor = "start", string extra = "") =>
        Raw($"""<text x="{N(x)}" y="{N(y)}" font-size="{N(size)}" fill="{color}" text-anchor="{anchor}"{Pad(extra)}>{SecurityElement.Escape(text)}</text>""");

    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1, string extra = "") =>
        Raw($"""<line x1="{N(x1)}" y1="{N(y1)}" x2="{N(x2)}" y2="{N(y2)}" stroke="{color}" stroke-width="{N(width)}"{Pad(extra)}/>""");

    public void Rectangle(double x, double y, double width, double height, string fill, string extra = "") =>
        Raw($"""<rect x="{N(x)}" y="{N(y)}" width="{N(width)}" height="{N(height)}" fill="{fill}"{Pad(extra)}/>""");

    public void Circle(double x, double y, double radius, string fill, string extra = "") =>
        Raw($"""<circle cx="{N(x)}" cy="{N(y)}" r="{N(radius)}" fill="{fill}"{Pad(extra)}/>""");

    public void Polyline(IEnumerable<(double X, double Y)> points, string color, double width, string extra = "") =>
        Raw($"""<polyline points="{string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"))}" fill="none" stroke="{color}" stroke-width="{N(width)}" stroke-linejoin="round" stroke-linecap="round"{Pad(extra)}/>""");

    /// <summary>A path in SVG's own language: pairs of a command letter and its numbers.</summary>
    public void Path(IEnumerable<(char Command, double[] Numbers)> steps, string extra) =>
        Raw($"""<path d="{string.Join(' ', steps.Select(step => step.Command + string.Join(',', step.Numbers.Select(N))))}" {extra}/>""");

    /// <summary>A PNG inside the drawing, its pixels kept sharp. Both names of the link are written: SVG 1.1 readers know only the older.</summary>
    public void Picture(double x, double y, double width, double height, byte[] png)
    {
        var data = "data:image/png;base64," + Convert.ToBase64String(png);
        Raw($"""<image x="{N(x)}" y="{N(y)}" width="{N(width)}" height="{N(height)}" preserveAspectRatio="none" style="image-rendering:optimizeSpeed;image-rendering:pixelated" xlink:href="{data}"/>""");
    }

    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToString());
    }

    public override string ToString() => _text + "</svg>\n";

    private static string N(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Pad(string attributes) => attributes.Length == 0 ? "" : " " + attributes;

    private void Raw(string element) => _text.Append(element).Append('\n');
}
