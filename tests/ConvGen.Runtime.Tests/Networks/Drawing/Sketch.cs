namespace ConvGen.Tests.Networks.Drawing;

/// <summary>Descriptions of networks that nobody compiles: layers by name, sources by name, shapes and counts as given.</summary>
internal sealed class Sketch(string name)
{
    private readonly List<TensorDescription> _inputs = [];
    private readonly List<LayerDescription> _layers = [];
    private readonly List<TensorDescription> _outputs = [];
    private readonly List<TensorDescription> _tensors = [];
    private readonly Dictionary<string, int> _sources = [];
    private string _last = "";

    public static NetworkDescription LeNet5 { get; } = new Sketch("LeNet5")
        .Input("input", 28, 28, 1)
        .Layer("conv1", "Conv2D", [28, 28, 6], 156, 117_600).Layer("averagepooling2d_1", "AveragePooling2D", [14, 14, 6])
        .Layer("conv2", "Conv2D", [10, 10, 16], 2_416, 240_000).Layer("averagepooling2d_2", "AveragePooling2D", [5, 5, 16])
        .Layer("flatten_1", "Flatten", [400])
        .Layer("fc1", "Dense", [120], 48_120, 48_000).Layer("fc2", "Dense", [84], 10_164, 10_080).Layer("fc3", "Dense", [10], 850, 840)
        .Output("fc3").Description;

    public static NetworkDescription Inception { get; } = new Sketch("InceptionModule")
        .Input("input", 28, 28, 192)
        .Layer("conv2d_1", "Conv2D", [28, 28, 64], 12_352, 9_633_792).Tensor("Branch1")
        .Layer("conv2d_2", "Conv2D", [28, 28, 96], 18_528, 14_450_688, "input").Layer("conv2d_3", "Conv2D", [28, 28, 128], 110_720, 86_704_128).Tensor("Branch3")
        .Layer("conv2d_4", "Conv2D", [28, 28, 16], 3_088, 2_408_448, "input").Layer("conv2d_5", "Conv2D", [28, 28, 32], 12_832, 10_035_200).Tensor("Branch5")
        .Layer("maxpooling2d_1", "MaxPooling2D", [28, 28, 192], 0, 0, "input").Layer("conv2d_6", "Conv2D", [28, 28, 32], 6_176, 4_816_896).Tensor("Pooled")
        .Layer("concatenate_1", "Concatenate", [28, 28, 256], 0, 0, "conv2d_1", "conv2d_3", "conv2d_5", "conv2d_6")
        .Output("Output").Description;

    /// <summary>He and others (2015): four groups of two blocks, a projection where a group changes size.</summary>
    public static NetworkDescription ResNet18 { get; } = BuildResNet18();

    public NetworkDescription Description => new(name, _inputs, _layers, [], _outputs, _tensors, null, new MemoryDescription(0, 0, 0, 0, 0));

    public Sketch Input(string input, params int[] shape)
    {
        _sources[_last = input] = -1 - _inputs.Count;
        _inputs.Add(new TensorDescription(input, shape, -1 - _inputs.Count));
        return this;
    }

    /// <summary>A layer behind the one before it, or behind those named.</summary>
    public Sketch Layer(string layer, string kind, int[] shape, long parameters = 0, long multiplyAccumulates = 0, params string[] sources)
    {
        int[] from = [.. (sources.Length == 0 ? [_last] : sources).Select(source => _sources[source])];
        _sources[_last = layer] = _layers.Count;
        _layers.Add(new LayerDescription(layer, kind, from, shape, parameters, multiplyAccumulates));
        return this;
    }

    /// <summary>The last layer's result is an output.</summary>
    public Sketch Output(string output)
    {
        _outputs.Add(new TensorDescription(output, _layers[_sources[_last]].OutputShape, _sources[_last]));
        return this;
    }

    /// <summary>The last layer's result has a name.</summary>
    public Sketch Tensor(string tensor)
    {
        _tensors.Add(new TensorDescription(tensor, _layers[_sources[_last]].OutputShape, _sources[_last]));
        return this;
    }

    private static NetworkDescription BuildResNet18()
    {
        var sketch = new Sketch("ResNet18").Input("input", 224, 224, 3)
            .Convolution("conv1", "bn1", 112, 3, 64, 7).Layer("relu_1", "ReLU", [112, 112, 64]).Layer("maxpool", "MaxPooling2D", [56, 56, 64]);
        var (channels, size) = (64, 56);
        for (var group = 0; group < 4; group++)
        {
            var filters = 64 << group;
            for (var block = 0; block < 2; block++)
            {
                var (name, before) = ($"layer{group + 1}.{block}", sketch._last);
                var halves = filters != channels;
                size = halves ? size / 2 : size;
                int[] shape = [size, size, filters];
                sketch.Convolution($"{name}.conv1", $"{name}.bn1", size, channels, filters, 3).Layer($"{name}.relu_1", "ReLU", shape)
                    .Convolution($"{name}.conv2", $"{name}.bn2", size, filters, filters, 3);
                var (body, shortcut) = (sketch._last, before);
                if (halves)
                    shortcut = sketch.Convolution($"{name}.downsample.0", $"{name}.downsample.1", size, channels, filters, 1, before)._last;
                sketch.Layer($"{name}.add", "Add", shape, 0, 0, body, shortcut).Layer($"{name}.relu_2", "ReLU", shape);
                channels = filters;
            }
        }

        return sketch.Layer("pool", "GlobalAveragePooling2D", [512]).Layer("fc", "Dense", [1000], 513_000, 512_000).Output("fc").Description;
    }

    private Sketch Convolution(string convolution, string normalization, int size, int channels, int filters, int kernel, params string[] source) => this
        .Layer(convolution, "Conv2D", [size, size, filters], kernel * kernel * channels * filters, (long)size * size * kernel * kernel * channels * filters, source)
        .Layer(normalization, "BatchNormalization", [size, size, filters], 2 * filters);
}
