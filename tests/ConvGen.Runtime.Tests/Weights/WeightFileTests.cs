namespace ConvGen.Tests.Weights;

public sealed class WeightFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkCore _core = DenseProgram.Create(new NetworkOptions { Seed = 1 });

    public void Dispose()
    {
        _core.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Weights_survive_a_file()
    {
        var path = _folder.File("w.safetensors");
        _core.SaveWeights(path);
        using var other = DenseProgram.Create(new NetworkOptions { Seed = 2 });
        Assert.NotEqual(_core.Parameters.Values.ToArray(), other.Parameters.Values.ToArray());
        other.LoadWeights(path);
        Assert.Equal(_core.Parameters.Values.ToArray(), other.Parameters.Values.ToArray());
        Assert.Equal([3, 5], Safetensors.Read(path)["fc.weight"].Shape);
    }

    [Fact]
    public void Half_precision_and_foreign_counters_load()
    {
        var path = _folder.File("w.safetensors");
        var half = new byte[30];
        BitConverter.TryWriteBytes(half.AsSpan(2), (Half)1.5f);
        var header = """
            {"fc.bias":{"dtype":"BF16","shape":[3],"data_offsets":[30,36]},"fc.weight":{"dtype":"F16","shape":[3,5],"data_offsets":[0,30]},
            "bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[36,44]}}
            """;
        File.WriteAllBytes(path, SafetensorsBytes.File(header, [.. half, 0x80, 0x3f, 0, 0x40, 0, 0, .. new byte[8]]));
        _core.LoadWeights(path);
        Assert.Equal([1f, 2f, 0f], _core.Parameters["fc.bias"].GetValues());
        Assert.Equal([0f, 1.5f, 0f], _core.Parameters["fc.weight"].GetValues()[..3]);
    }

    public static TheoryData<string, NamedTensor[], string> Mismatches => new()
    {
        { "missing", [new("fc.weight", [3, 5], new float[15])], "the file lacks 'fc.bias'" },
        { "extra", [new("fc.weight", [3, 5], new float[15]), new("fc.bias", [3], new float[3]), new("head.weight", [1], [1])], "the network has no 'head.weight' (LoadWeights(path, ignore: [\"head\"]) passes over them)." },
        { "shape", [new("fc.weight", [5, 3], new float[15]), new("fc.bias", [3], new float[3])], "'fc.weight' is 5×3 in the file but 3×5 in the network" },
        { "rank", [new("fc.weight", [3, 5], new float[15]), new("fc.bias", [3, 1], new float[3])], "'fc.bias' is 3×1 in the file but 3 in the network" },
        { "both", [new("fc.weights", [3, 5], new float[15])], "the file lacks 'fc.weight', 'fc.bias'; the network has no 'fc.weights'." },
    };

    [Theory]
    [MemberData(nameof(Mismatches))]
    public void A_file_of_another_network_changes_nothing(string name, NamedTensor[] tensors, string message)
    {
        var path = _folder.File(name);
        Safetensors.Write(path, tensors);
        var before = _core.Parameters.Values.ToArray();
        Assert.Contains(message, Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path)).Message, StringComparison.Ordinal);
        Assert.Equal(before, _core.Parameters.Values.ToArray());
    }

    /// <summary>Names of tensors, and of what they belong to; never the beginning of a name.</summary>
    [Theory]
    [InlineData("aux.bias", "aux.conv.weight", "aux.conv.bn.weight", "mask")]
    [InlineData("aux", "mask")]
    public void Tensors_are_passed_over_on_request(params string[] ignore)
    {
        var path = Extended();
        _core.LoadWeights(path, ignore);
        Assert.Equal(Enumerable.Repeat(2f, 15), _core.Parameters["fc.weight"].GetValues());
        Assert.Equal([3f, 3, 3], _core.Parameters["fc.bias"].GetValues());
    }

    [Theory]
    [InlineData("the network has no 'aux.bias', 'aux.conv.bn.weight', 'aux.conv.weight', 'mask' (LoadWeights(path, ignore: [\"aux\", \"mask\"]) passes over them).")]
    [InlineData("the network has no 'mask' (LoadWeights(path, ignore: [\"mask\"]) passes over them).", "aux")]
    [InlineData("the network has no 'aux.bias' (LoadWeights(path, ignore: [\"aux\"]) passes over them).", "aux.conv", "mask")]
    [InlineData("the network has no 'aux.bias', 'aux.conv.bn.weight', 'aux.conv.weight' (", "au", "mask", "aux.con", "aux.bias.x")]
    [InlineData("the network needs 'fc.weight', 'fc.bias', which is to be ignored.", "aux", "mask", "fc")]
    [InlineData("the network needs 'fc.bias', which is to be ignored.", "aux", "mask", "fc.bias")]
    public void What_is_not_passed_over_is_named_and_nothing_changes(string message, params string[] ignore)
    {
        var path = Extended();
        var before = _core.Parameters.Values.ToArray();
        Assert.Contains(message, Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path, ignore)).Message, StringComparison.Ordinal);
        Assert.Equal(before, _core.Parameters.Values.ToArray());
    }

    [Fact]
    public void Passing_over_some_excuses_no_other()
    {
        var path = _folder.File("w.safetensors");
        Safetensors.Write(path, [new("fc.weight", [5, 3], new float[15]), new("fc.bias", [3], new float[3]), new("aux.bias", [1], [1])]);
        Assert.Contains("'fc.weight' is 5×3 in the file but 3×5 in the network", Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path, ["aux"])).Message, StringComparison.Ordinal);
        Safetensors.Write(path, [new("fc.bias", [3], new float[3]), new("aux.bias", [1], [1])]);
        Assert.Contains("the file lacks 'fc.weight'", Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path, ["aux", "fc.weight"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _core.LoadWeights(path, [""]));
    }

    /// <summary>A file with the network's tensors and four others.</summary>
    private string Extended()
    {
        var path = _folder.File("extended.safetensors");
        Safetensors.Write(path,
        [
            new("aux.bias", [1], [1]), new("aux.conv.weight", [2], [1, 1]), new("aux.conv.bn.weight", [1], [1]), new("fc.weight", [3, 5], [.. Enumerable.Repeat(2f, 15)]),
            new("fc.bias", [3], [3, 3, 3]), new("mask", [1], [1]),
        ]);
        return path;
    }

    [Fact]
    public void Integer_weights_are_refused()
    {
        var path = _folder.File("w.safetensors");
        File.WriteAllBytes(path, SafetensorsBytes.File(
            """{"fc.bias":{"dtype":"I32","shape":[3],"data_offsets":[0,12]},"fc.weight":{"dtype":"F32","shape":[3,5],"data_offsets":[12,72]}}""", new byte[72]));
        Assert.Contains("'fc.bias' holds I32", Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_list_of_names_is_cut()
    {
        var path = _folder.File("w.safetensors");
        Safetensors.Write(path, Enumerable.Range(0, 25).Select(i => new NamedTensor($"t{i:00}", [1], [0])));
        Assert.Contains("'t09' and 15 more", Assert.Throws<WeightsMismatchException>(() => _core.LoadWeights(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_changes_nothing()
    {
        var path = _folder.File("w.safetensors");
        _core.SaveWeights(path);
        var good = File.ReadAllBytes(path);
        using var other = DenseProgram.Create(new NetworkOptions { Seed = 2 });
        var before = other.Parameters.Values.ToArray();
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Throws<WeightsFormatException>(() => other.LoadWeights(path));
        }

        Assert.Equal(before, other.Parameters.Values.ToArray());
    }

    [Fact]
    public void Missing_files_are_the_systems_own_error()
    {
        Assert.Throws<FileNotFoundException>(() => _core.LoadWeights(_folder.File("none")));
        Assert.Throws<ArgumentException>(() => _core.LoadWeights(""));
        Assert.Throws<ArgumentNullException>(() => _core.SaveWeights(null!));
    }
}
