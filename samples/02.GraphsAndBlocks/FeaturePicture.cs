using ConvGen;

namespace GraphsAndBlocks;

/// <summary>A picture and feature maps side by side, each drawn as the mean over its channels, black to white, at one size.</summary>
internal static class FeaturePicture
{
    private const int Side = 168, Gap = 8;

    public static void Write(string path, ReadOnlySpan<float> image, Activations[] maps)
    {
        var width = ((maps.Length + 1) * (Side + Gap)) - Gap;
        var pixels = new byte[width * Side];
        Array.Fill(pixels, (byte)255);
        Draw(pixels, width, 0, image, (int)Math.Sqrt(image.Length), 1);
        for (var i = 0; i < maps.Length; i++)
            Draw(pixels, width, (i + 1) * (Side + Gap), maps[i].Values, maps[i].Shape[1], maps[i].Shape[3]);
        PngImage.Write(path, pixels, width, Side, 1);
    }

    /// <summary>Values in H,W,C order of a square map, as a square of <see cref="Side"/> pixels whose left edge is at <paramref name="left"/>.</summary>
    private static void Draw(byte[] pixels, int width, int left, ReadOnlySpan<float> values, int size, int channels)
    {
        var means = new float[size * size];
        for (var pixel = 0; pixel < means.Length; pixel++)
            foreach (var value in values.Slice(pixel * channels, channels))
                means[pixel] += value / channels;
        var (least, most) = (means.Min(), means.Max());
        for (var row = 0; row < Side; row++)
            for (var column = 0; column < Side; column++)
            {
                var mean = means[(row * size / Side * size) + (column * size / Side)];
                pixels[(row * width) + left + column] = most > least ? (byte)(255 * (mean - least) / (most - least)) : (byte)0;
            }
    }
}
