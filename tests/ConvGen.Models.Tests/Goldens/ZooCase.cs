using System.Text.RegularExpressions;
using ConvGen.Tests.Harness;

namespace ConvGen.Tests.Goldens;

/// <summary>One of the zoo's networks, whose source text becomes a network for the golden file's input size.</summary>
/// <param name="Name">The class, and the golden files' name.</param>
/// <param name="Narrow">What the small golden narrows besides: texts of the source and what replaces them; zoo.py does the same.</param>
internal sealed partial record ZooCase(string Name, params (string Published, string Small)[] Narrow)
{
    private static readonly (string, string)[] Units = [("[Dense(4096,", "[Dense(64,")];

    /// <summary>Every network of ConvGen.Models.</summary>
    public static IReadOnlyDictionary<string, ZooCase> All { get; } = new ZooCase[]
    {
        new("LeNet5"), new("AlexNetOriginal", Units), new("AlexNet", Units), new("Vgg16", Units), new("Vgg19", Units),
        new("ResNet18"), new("ResNet34"), new("ResNet50"), new("ResNet101"), new("ResNet20"),
        new("GoogLeNet"), new("InceptionV3"), new("SqueezeNet"), new("MobileNetV2"), new("DenseNet121"),
        new("TinyYoloV2"), new("YoloV3Tiny"), new("FaceResNet"), new("UNet"),
    }.ToDictionary(network => network.Name, StringComparer.Ordinal);

    /// <summary>Compiles the network.</summary>
    /// <param name="height">Rows of the golden's input.</param>
    /// <param name="width">Columns of the golden's input.</param>
    /// <returns>The generated class.</returns>
    public Type Compile(int height, int width)
    {
        var published = File.ReadAllText(Directory.EnumerateFiles(Sources, Name + ".cs", SearchOption.AllDirectories).Single());
        var input = InputSize().Match(published);
        var full = input.Groups["height"].Value == $"{height}" && input.Groups["width"].Value == $"{width}";
        var text = Replace(published, input.Value, $"[Input({height}, {width}, {input.Groups["channels"].Value})]");
        // Winograd's convolution rounds differently by design; and what dropout drops is a matter of random numbers.
        text = Replace(text, "[Network]", "[Network(AllowWinograd = false)]");
        text = Dropout().Replace(text, "[Dropout(0.0)]");
        if (!full)
            foreach (var (wide, narrow) in Narrow)
                text = Replace(text, wide, narrow);

        var sources = new Dictionary<string, string>(StringComparer.Ordinal) { [Name + ".cs"] = Usings + text };
        AddBlocks(text, sources);
        return GeneratedAssembly.Compile(GeneratedAssembly.Declare("Zoo." + Name, sources.Select(source => (source.Key, source.Value)))).Assembly.GetType("ConvGen.Models." + Name, throwOnError: true)!;
    }

    private static string Sources { get; } = Path.Combine(AppContext.BaseDirectory, "sources");

    /// <summary>What a project has implicitly.</summary>
    private const string Usings = "using System; using ConvGen;\n";

    /// <summary>Adds the blocks that a text uses, and those that they use.</summary>
    private static void AddBlocks(string text, Dictionary<string, string> sources)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Sources, "Blocks"), "*Attribute.cs"))
        {
            var block = Path.GetFileName(file).Replace("Attribute.cs", "", StringComparison.Ordinal);
            if (!text.Contains($"[{block}(", StringComparison.Ordinal))
                continue;
            var source = Usings + File.ReadAllText(file);
            if (sources.TryAdd(Path.GetFileName(file), source))
                AddBlocks(source, sources);
        }
    }

    /// <summary>Replaces what must be there.</summary>
    private static string Replace(string text, string old, string replacement)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[Input\((?<height>\d+), (?<width>\d+), (?<channels>\d+)\)\]")]
    private static partial Regex InputSize();

    [GeneratedRegex(@"\[Dropout\([^)]*\)\]")]
    private static partial Regex Dropout();
}
