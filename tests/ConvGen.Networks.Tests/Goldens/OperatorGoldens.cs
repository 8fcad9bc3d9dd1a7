using ConvGen.Tests.Oracle;

namespace ConvGen.Tests.Goldens;

/// <summary>Single operators with odd parameters as PyTorch computes them; operators.safetensors and spatial.safetensors hold the numbers under these names.</summary>
internal static class OperatorGoldens
{
    public static GoldenFile File { get; } = new("operators", "spatial");

    public static IReadOnlyDictionary<string, Sequential> ByName { get; } = new Dictionary<string, Sequential>(StringComparer.Ordinal)
    {
        ["convolution"] = new(new(9, 8, 6), new Conv2D(10, 3) { Name = "op", Strides = 2, Border = Border.All(1), Dilation = 2, Groups = 2 }),
        ["depthwise"] = new(new(6, 7, 5), new Conv2D(10, 3, 2) { Name = "op", Groups = 5, UseBias = false }),
        ["max_pooling"] = new(new(7, 8, 5), new MaxPooling2D(3) { Strides = 2, Border = Border.All(1) }),
        ["average_pooling"] = new(new(7, 8, 5), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1) }),
        ["average_pooling_with_pad"] = new(new(7, 8, 5), new AveragePooling2D(3) { Strides = 2, Border = Border.All(1), CountIncludePad = true }),
        ["leaky_relu"] = new(new(4, 5, 3), new LeakyReLU { NegativeSlope = 0.125f }),
        ["softmax"] = new(new(3, 4, 5), new Softmax()),
        ["flatten"] = new(new(3, 4, 2), new Flatten(), new Dense(7) { Name = "op" }),
        ["mean_squared_error"] = new(new(3, 4, 1), new Flatten(), new Dense(5) { Name = "op" }) { Loss = new MeanSquaredError() },
        ["cross_entropy_with_ignored"] = new(new(4, 6, 3), new Conv2D(4, 2) { Name = "op" }) { Loss = new SparseCategoricalCrossentropy { IgnoreIndex = 255 } },
        ["relu_six"] = new(new(4, 5, 3), new ReLU { MaxValue = 6 }),
        ["silu"] = new(new(4, 5, 3), new SiLU()),
        ["gelu"] = new(new(4, 5, 3), new GELU()),
        ["hard_swish"] = new(new(4, 5, 3), new HardSwish()),
        ["prelu"] = new(new(3, 4, 5), new PReLU { Name = "op" }),
        ["prelu_shared"] = new(new(3, 4, 5), new PReLU { Name = "op", Shared = true }),
        ["depthwise_strided"] = new(new(7, 8, 6), new DepthwiseConv2D(3) { Name = "op", Strides = 2, Border = Border.All(1) }),
        ["depthwise_dilated"] = new(new(7, 5, 17), new DepthwiseConv2D(3, 2) { Name = "op", Dilation = 2, UseBias = false }),
        ["depthwise_multiplied"] = new(new(5, 6, 3), new DepthwiseConv2D(3) { Name = "op", DepthMultiplier = 4, Border = Border.All(1) }),
        ["transposed"] = new(new(4, 3, 5), new Conv2DTranspose(6, 3) { Name = "op", Strides = 2, Border = Border.All(1), OutputPadding = 1 }),
        ["transposed_dilated"] = new(new(3, 4, 6), new Conv2DTranspose(4, 3, 2) { Name = "op", Strides = 3, Border = Border.All(1), Dilation = 2, Groups = 2, UseBias = false }),
        ["transposed_small_kernel"] = new(new(3, 4, 3), new Conv2DTranspose(9, 2) { Name = "op", Strides = 3, OutputPadding = 2 }),
        ["zero_padding"] = new(new(4, 5, 3), new ZeroPadding2D(1, 2, 3, 0)),
        ["cropping"] = new(new(4, 5, 3), new Cropping2D(0, 1, 1, 2)),
        ["up_nearest"] = new(new(4, 3, 3), new UpSampling2D(2, 3)),
        ["up_bilinear"] = new(new(4, 3, 9), new UpSampling2D(2) { Interpolation = Interpolation.Bilinear }),
        ["up_bilinear_rectangular"] = new(new(3, 5, 3), new UpSampling2D(3, 4) { Interpolation = Interpolation.Bilinear }),
        ["reshape"] = new(new(3, 3, 8), new Reshape(3, 6, 4)),
        ["convolution_two_strides"] = new(new(9, 11, 6), new Conv2D(9, 3) { Name = "op", Strides = 2, StrideWidth = 3, Border = Border.All(1), Groups = 3 }),
        ["depthwise_two_strides"] = new(new(6, 7, 5), new DepthwiseConv2D(3) { Name = "op", StrideWidth = 2 }),
        ["transposed_two_strides"] = new(new(3, 4, 3), new Conv2DTranspose(6, 3) { Name = "op", Strides = 3, StrideWidth = 2, Border = Border.All(1), OutputPadding = 1 }),
        ["max_pooling_two_strides"] = new(new(6, 8, 5), new MaxPooling2D(2, 3) { Strides = 1, StrideWidth = 2 }),
        ["average_pooling_two_strides"] = new(new(7, 6, 5), new AveragePooling2D(3) { Strides = 2, StrideWidth = 1, Border = Border.All(1) }),
        ["categorical_crossentropy"] = new(new(4, 6, 3), new Conv2D(4, 2) { Name = "op" }) { Loss = new CategoricalCrossentropy { LabelSmoothing = 0.125 } },
        ["binary_crossentropy"] = new(new(4, 6, 3), new Conv2D(4, 2) { Name = "op" }) { Loss = new BinaryCrossentropy() },
        ["binary_crossentropy_of_probabilities"] = new(new(4, 6, 3), new Conv2D(4, 2) { Name = "op" }, new Sigmoid()) { Loss = new BinaryCrossentropy { FromLogits = false } },
        ["triplet_loss"] = new(new(3, 4, 1), new Flatten(), new Dense(5) { Name = "op", UseBias = false }) { Loss = new TripletLoss { Margin = 0.25 } },
        ["contrastive_loss"] = new(new(3, 4, 1), new Flatten(), new Dense(5) { Name = "op", UseBias = false }) { Loss = new ContrastiveLoss { Margin = 1.5 } },
    };

    public static Dictionary<string, float[]> Weights(string name) => ByName[name].Parameters
        .ToDictionary(p => p.Key, p => File.Floats($"{name}/parameter/{Last(p.Key)}"));

    public static double[] Gradient(string name, string key) => File.Doubles($"{name}/gradient/{Last(key)}");

    private static string Last(string key) => key.Split('.')[^1];
}
