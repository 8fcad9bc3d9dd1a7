namespace ConvGen.Tests.Goldens;

/// <summary>Where PyTorch's results lie: a folder that tests/goldens/zoo.py wrote, named by an environment variable.</summary>
internal static class ZooGoldens
{
    public const string Variable = "CONVGEN_ZOO_GOLDENS";

    public static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Why tests are skipped, or null where they can run.</summary>
    public static string? Missing => Folder is null ? $"{Variable} is not set: make the files with 'python3 tests/goldens/zoo.py --out FOLDER' and set it to FOLDER." : null;

    /// <summary>The state_dict, as PyTorch keeps it.</summary>
    public static string Weights(string network) => Path.Combine(Folder ?? "", network + ".safetensors");

    /// <summary>Inputs, predictions, loss, gradients.</summary>
    public static string Expected(string network) => Path.Combine(Folder ?? "", network + ".expected.safetensors");
}
