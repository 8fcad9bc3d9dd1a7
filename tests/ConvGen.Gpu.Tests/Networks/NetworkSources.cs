namespace ConvGen.Tests.Gpu.Networks;

/// <summary>
/// Small networks that have every layer, loss and gradient of the vocabulary between them, at sizes that no tile and no vector divides: images are a few pixels, because
/// every instruction of every thread is executed here.
/// </summary>
internal static partial class NetworkSources
{
    public const string Text = Convolutions + Poolings + Normalizations + Activations + Shapes + Graphs + Losses;

    private const string Convolutions = """
        [Network]
        [Input(9, 7, 1)]
        [Conv2D(6, 5, Padding = Padding.Same, Activation = Activation.Tanh)]
        [AveragePooling2D(2)]
        [Conv2D(16, 3, Activation = Activation.Tanh)]
        [Flatten]
        [Dense(20, Activation = Activation.Tanh)]
        [Dense(10)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Letters;

        [Network]
        [Input(7, 6, 3)]
        [Conv2D(17, 3, Strides = 2, Padding = Padding.Same, Activation = Activation.ReLU)]
        [Conv2D(34, 3, Groups = 17, PadTop = 1, PadRight = 2, PadBottom = 1, PadLeft = 1, Activation = Activation.LeakyReLU)]
        [Dropout(0.25f)]
        [Conv2D(12, 2, Dilation = 2, Padding = Padding.Same, Groups = 2, UseBias = false)]
        [Flatten]
        [Dense(33, Activation = Activation.Sigmoid)]
        [Dropout(0.5f)]
        [Dense(5)]
        [SparseCategoricalCrossentropy(IgnoreIndex = -1)]
        public sealed partial class Assorted;

        [Network]
        [Input(7, 5, 3)]
        [DepthwiseConv2D(3, Strides = 2, DepthMultiplier = 4, Padding = Padding.Same)]
        [Conv2D(20, 1, Activation = Activation.HardSwish)]
        [DepthwiseConv2D(3, Dilation = 2, Padding = Padding.Same, Activation = Activation.GELU)]
        [Conv2D(40, 1, Strides = 2)]
        [DepthwiseConv2D(2, UseBias = false)]
        [Conv2D(8, 1, Trainable = false)]
        [GlobalAveragePooling2D]
        [Dense(3, Trainable = false)]
        [Dense(7)]
        [CategoricalCrossentropy(LabelSmoothing = 0.125)]
        public sealed partial class Separable;

        [Network]
        [Input(3, 4, 3)]
        [Conv2DTranspose(8, 3, Strides = 2, OutputPadding = 1, Activation = Activation.ReLU)]
        [Conv2DTranspose(12, 2, Groups = 4, Dilation = 2)]
        [Conv2DTranspose(5, 3, Padding = Padding.Same, UseBias = false)]
        [FixedFilter2D(FixedFilter.SobelVertical, Padding = Padding.Same)]
        [BinaryCrossentropy]
        public sealed partial class Transposed;

        """;

    private const string Poolings = """
        [Network]
        [Input(7, 6, 3)]
        [Conv2D(12, 1)]
        [MaxPooling2D(3, Strides = 2, Padding = Padding.Same)]
        [MaxPooling2D(2, Strides = 1)]
        [Flatten]
        [Dense(4)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Overlapping;

        [Network]
        [Input(9, 8, 3)]
        [Conv2D(8, 2, Padding = Padding.Same)]
        [MaxPooling2D(2)]
        [MaxPooling2D(3, Strides = 1, Padding = Padding.Same)]
        [MaxPooling2D(2, 3, StrideHeight = 1, StrideWidth = 2, PadBottom = 1, PadLeft = 2)]
        [GlobalMaxPooling2D]
        [Dense(4)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Maxima;

        [Network]
        [Input(9, 7, 5)]
        [AveragePooling2D(3, Strides = 2, Padding = Padding.Same)]
        [Conv2D(12, 1)]
        [AveragePooling2D(3, Strides = 2, Pad = 1, CountIncludePad = true)]
        [AveragePooling2D(2, Strides = 1, PadRight = 1)]
        [GlobalAveragePooling2D(KeepDims = true)]
        [Conv2D(4, 1)]
        [Flatten]
        [SparseCategoricalCrossentropy]
        public sealed partial class Averages;

        [Network]
        [Input(8, 8, 3)]
        [Conv2D(3, 1)]
        [AveragePooling2D(6, Strides = 1, Pad = 3)]
        [MaxPooling2D(6, Strides = 1, Padding = Padding.Same)]
        [GlobalMaxPooling2D(KeepDims = true)]
        [MeanSquaredError]
        public sealed partial class LargeWindows;

        """;

    private const string Normalizations = """
        [Network]
        [Input(5, 6, 3)]
        [Conv2D(12, 3, UseBias = false)]
        [BatchNormalization]
        [ReLU]
        [Conv2D(8, 2)]
        [BatchNormalization(Center = false)]
        [Sigmoid]
        [BatchNormalization(Scale = false, Momentum = 0.75)]
        [Flatten]
        [Dense(20)]
        [BatchNormalization(Epsilon = 0.1)]
        [Dense(4)]
        [SparseCategoricalCrossentropy]
        public sealed partial class BatchNormalized;

        [Network]
        [Input(5, 4, 3)]
        [Sigmoid]
        [BatchNormalization]
        [Conv2D(8, 2)]
        [BatchNormalization(Trainable = false)]
        [ReLU]
        [InstanceNormalization]
        [Conv2D(20, 2)]
        [InstanceNormalization(Scale = false)]
        [InstanceNormalization(Center = false, Trainable = false)]
        [MeanSquaredError]
        public sealed partial class InstanceNormalized;

        [Network]
        [Input(5, 5, 3)]
        [LocalResponseNormalization(5, Alpha = 0.5)]
        [Conv2D(20, 3)]
        [LocalResponseNormalization(3, Alpha = 1, Beta = 1.25, Bias = 0.5)]
        [L2Normalization]
        [Conv2D(40, 2)]
        [L2Normalization(Epsilon = 0.25)]
        [Flatten]
        [L2Normalization]
        [Dense(6)]
        [MeanSquaredError]
        public sealed partial class Lengths;

        """;

    private const string Activations = """
        [Network]
        [Input(4, 5, 3)]
        [Conv2D(12, 2)]
        [PReLU]
        [Tanh]
        [PReLU(Shared = true)]
        [SiLU]
        [GELU]
        [Conv2D(8, 1)]
        [HardSwish]
        [LeakyReLU(NegativeSlope = 0.25)]
        [Sigmoid]
        [ReLU(MaxValue = 6)]
        [Softmax]
        [Conv2D(40, 1, Activation = Activation.Softmax)]
        [Conv2D(5, 1, Activation = Activation.PReLU)]
        [PReLU(Trainable = false)]
        [Flatten]
        [Softmax]
        [CategoricalCrossentropy(FromLogits = false)]
        public sealed partial class Activated;

        [Network]
        [Input(6)]
        [PReLU]
        [Dense(40, Activation = Activation.SiLU)]
        [PReLU(Shared = true)]
        [Dense(7, Activation = Activation.Softmax)]
        [SparseCategoricalCrossentropy(FromLogits = false)]
        public sealed partial class Slopes;

        """;

    private const string Shapes = """
        [Network]
        [Input(4, 3, 3)]
        [Conv2D(8, 2)]
        [UpSampling2D(2, 3)]
        [Cropping2D(1, 0, 2, 1)]
        [ZeroPadding2D(0, 1, 2, 1)]
        [UpSampling2D(2, Interpolation = Interpolation.Bilinear)]
        [Conv2D(5, 3, Strides = 2, Padding = Padding.Same)]
        [Reshape(4, 9, 5)]
        [Conv2D(2, 3)]
        [Reshape(28)]
        [Dense(9)]
        [Reshape(3, 1, 3)]
        [MeanSquaredError]
        public sealed partial class Resized;

        """;
}
