using System;
using System.Globalization;

namespace ConvGen.Generator.Graph;

/// <summary>The shape of one image's tensor: a feature map (height × width × channels) or a vector of features.</summary>
internal readonly record struct Shape
{
    private Shape(bool isMap, int height, int width, int channels)
    {
        IsMap = isMap;
        Height = height;
        Width = width;
        Channels = channels;
    }

    public bool IsMap { get; }

    /// <summary>Rows; 1 for a vector.</summary>
    public int Height { get; }

    /// <summary>Columns; 1 for a vector.</summary>
    public int Width { get; }

    /// <summary>Channels of a map, features of a vector.</summary>
    public int Channels { get; }

    public long Elements => (long)Height * Width * Channels;

    public static Shape Map(int height, int width, int channels) => new(true, height, width, channels);

    public static Shape Vector(int features) => new(false, 1, 1, features);

    /// <summary>The public dimensions, without the batch.</summary>
    public int[] Dimensions => IsMap ? [Height, Width, Channels] : [Channels];

    public override string ToString() => IsMap
        ? FormattableString.Invariant($"{Height}×{Width}×{Channels}")
        : Channels.ToString(CultureInfo.InvariantCulture);
}
