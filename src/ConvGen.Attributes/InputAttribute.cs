using System;

namespace ConvGen;

/// <summary>The shape of one input image, or of one input vector. The batch is not part of it. Several inputs have names.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute : Attribute
{
    /// <summary>A feature map: values cross the surface in N, H, W, C order.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">Channels, at least 1.</param>
    public InputAttribute(int height, int width, int channels)
    {
        Height = height;
        Width = width;
        Channels = channels;
    }

    /// <summary>A vector.</summary>
    /// <param name="features">Its length, at least 1.</param>
    public InputAttribute(int features) => Features = features;

    /// <summary>Rows of a map; 0 for a vector.</summary>
    public int Height { get; }

    /// <summary>Columns of a map; 0 for a vector.</summary>
    public int Width { get; }

    /// <summary>Channels of a map; 0 for a vector.</summary>
    public int Channels { get; }

    /// <summary>Length of a vector; 0 for a map.</summary>
    public int Features { get; }

    /// <summary>The input's name, for <c>[From("…")]</c>, where the network has several.</summary>
    public string? Name { get; set; }
}
