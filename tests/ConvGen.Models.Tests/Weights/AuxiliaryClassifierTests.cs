namespace ConvGen.Tests.Weights;

/// <summary>
/// torchvision's published GoogLeNet and Inception v3 files hold auxiliary classifiers, which the zoo's networks leave out. Files with tensors of torchvision's own
/// names and shapes beside a network's load on request, and only then.
/// </summary>
public sealed class AuxiliaryClassifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("convgen-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void GoogLeNet_loads_a_file_with_both()
    {
        (string, int[])[] Head(string name, int channels) => [.. Convolution($"{name}.conv", 128, channels, 1), .. Dense($"{name}.fc1", 1024, 2048), .. Dense($"{name}.fc2", 1000, 1024)];
        Check(seed => new Models.GoogLeNet(new NetworkOptions { Seed = seed, Threads = 1 }), [.. Head("aux1", 512), .. Head("aux2", 528)], "aux1", "aux2");
    }

    [Fact]
    public void InceptionV3_loads_a_file_with_its_own() => Check(
        seed => new Models.InceptionV3(new NetworkOptions { Seed = seed, Threads = 1 }),
        [.. Convolution("AuxLogits.conv0", 128, 768, 1), .. Convolution("AuxLogits.conv1", 768, 128, 5), .. Dense("AuxLogits.fc", 1000, 768)],
        "AuxLogits");

    private void Check(Func<int, INetwork> create, (string Name, int[] Shape)[] heads, params string[] ignore)
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        using var saved = create(1);
        saved.SaveWeights(path);
        Safetensors.Write(path, [.. Safetensors.Read(path).Values, .. heads.Select(head => new NamedTensor(head.Name, head.Shape, new float[head.Shape.Aggregate(1, (a, b) => a * b)]))]);

        using var loaded = create(2);
        var before = loaded.Parameters.Values.ToArray();
        var refusal = Assert.Throws<WeightsMismatchException>(() => loaded.LoadWeights(path)).Message;
        Assert.Contains($"ignore: [{string.Join(", ", ignore.Select(name => $"\"{name}\""))}]", refusal, StringComparison.Ordinal);
        Assert.True(loaded.Parameters.Values.SequenceEqual(before));

        loaded.LoadWeights(path, ignore);
        Assert.True(loaded.Parameters.Values.SequenceEqual(saved.Parameters.Values));
        Assert.False(loaded.Parameters.Values.SequenceEqual(before));
    }

    /// <summary>A convolution with batch normalisation, as torchvision names its parts.</summary>
    private static (string, int[])[] Convolution(string name, int filters, int channels, int kernel) =>
    [
        ($"{name}.conv.weight", [filters, channels, kernel, kernel]), ($"{name}.bn.weight", [filters]), ($"{name}.bn.bias", [filters]),
        ($"{name}.bn.running_mean", [filters]), ($"{name}.bn.running_var", [filters]), ($"{name}.bn.num_batches_tracked", []),
    ];

    private static (string, int[])[] Dense(string name, int units, int features) => [($"{name}.weight", [units, features]), ($"{name}.bias", [units])];
}
