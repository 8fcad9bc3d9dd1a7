using ConvGen;

namespace FirstNetwork;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 28×28 grey pictures of ten kinds of clothes.</summary>
internal static class FashionMnist
{
    public static readonly string[] ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    // Mean and standard deviation of all 60,000 training images' pixels, black 0 and white 1.
    private const float Mean = 0.2860f;
    private const float StandardDeviation = 0.3530f;

    public static Dataset Training(string folder) => Load(folder, "train");

    public static Dataset Test(string folder) => Load(folder, "t10k");

    private static Dataset Load(string folder, string part) => Read(folder, part).Normalize(Mean, StandardDeviation);

    private static Dataset Read(string folder, string part) =>
        Dataset.FromIdx(Existing(folder, $"{part}-images-idx3-ubyte.gz"), Existing(folder, $"{part}-labels-idx1-ubyte.gz"));

    private static string Existing(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new UsageException($"There is no file {path}. The folder given with --data must hold the four .gz files of Fashion-MNIST.");
    }
}
