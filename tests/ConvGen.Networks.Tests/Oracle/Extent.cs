using System.Globalization;

namespace ConvGen.Tests.Oracle;

/// <summary>The shape of one image's tensor: a map, or a vector of features (height and width 1).</summary>
internal readonly record struct Extent(int Height, int Width, int Channels, bool IsMap = true)
{
    public int Elements => Height * Width * Channels;

    public static Extent Vector(int features) => new(1, 1, features, IsMap: false);

    public override string ToString() => IsMap
        ? string.Create(CultureInfo.InvariantCulture, $"{Height}×{Width}×{Channels}")
        : string.Create(CultureInfo.InvariantCulture, $"{Channels}");
}
