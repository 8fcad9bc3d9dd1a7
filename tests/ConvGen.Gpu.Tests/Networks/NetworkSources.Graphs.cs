namespace ConvGen.Tests.Gpu.Networks;

/// <content>Networks of several branches, and those that differ in what is compared with what.</content>
internal static partial class NetworkSources
{
    private const string Graphs = """
        [Network]
        [Input(6, 5, 3)]
        [SparseCategoricalCrossentropy]
        public sealed partial class Residual
        {
            [Conv2D(16, 3, Padding = Padding.Same, UseBias = false)]
            [BatchNormalization]
            [ReLU]
            public partial Activations Stem { get; }

            [Conv2D(16, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
            [Conv2D(16, 3, Padding = Padding.Same)]
            [Add(nameof(Stem))]
            [ReLU]
            public partial Activations Body { get; }

            [From(nameof(Body))]
            [GlobalAveragePooling2D(KeepDims = true)]
            [Conv2D(4, 1, Activation = Activation.ReLU)]
            [Conv2D(16, 1, Activation = Activation.Sigmoid)]
            public partial Activations Gate { get; }

            [From(nameof(Body))]
            [Multiply(nameof(Gate))]
            [Flatten]
            [Dense(4)]
            public partial Activations Classes { get; }
        }

        [Network]
        [Input(5, 4, 3)]
        [SparseCategoricalCrossentropy(IgnoreIndex = 255)]
        public sealed partial class Inception
        {
            [Conv2D(5, 1, Activation = Activation.ReLU)]
            public partial Activations One { get; }

            [From(Network.Input)]
            [Conv2D(8, 1, Activation = Activation.ReLU)]
            [Conv2D(16, 3, Padding = Padding.Same, Activation = Activation.ReLU)]
            public partial Activations Three { get; }

            [From(Network.Input)]
            [MaxPooling2D(3, Strides = 1, Padding = Padding.Same)]
            [Conv2D(4, 1)]
            public partial Activations Pooled { get; }

            [Concatenate(nameof(One), nameof(Three), nameof(Pooled))]
            public partial Activations All { get; }

            [From(nameof(Three))]
            [AveragePooling2D(3, Strides = 1, Padding = Padding.Same)]
            public partial Activations Smooth { get; }

            [Concatenate(nameof(Smooth), nameof(Three))]
            [MaxPooling2D(2, Strides = 1)]
            [ZeroPadding2D(1, 0, 1, 0)]
            [Concatenate(nameof(All))]
            [Conv2D(21, 1)]
            public partial Activations Classes { get; }
        }

        [Network]
        [Input(3, 4, 8)]
        [MeanSquaredError]
        public sealed partial class Products
        {
            [Conv2D(8, 3, Padding = Padding.Same)]
            public partial Activations A { get; }

            [Multiply(nameof(A), Network.Input)]
            [Tanh]
            public partial Activations B { get; }

            [Add(nameof(A), nameof(B), nameof(A))]
            [Flatten]
            public partial Activations C { get; }

            [Dense(6)]
            [Output]
            public partial Activations D { get; }
        }

        """;

    private const string Losses = """
        [Network]
        [Input(4, 3, 3)]
        [Conv2D(40, 2)]
        [SparseCategoricalCrossentropy]
        public sealed partial class WideSegmentation;

        [Network]
        [Input(4, 3, 3)]
        [Conv2D(40, 2, Activation = Activation.Softmax)]
        [CategoricalCrossentropy(FromLogits = false, LabelSmoothing = 0.25)]
        public sealed partial class WideShares;

        [Network]
        [Input(4, 3, 3)]
        [Conv2D(6, 2)]
        [CategoricalCrossentropy]
        public sealed partial class Segmentation;

        [Network]
        [Input(5, 4, 3)]
        [Conv2D(17, 3)]
        [Flatten]
        [SparseCategoricalCrossentropy]
        public sealed partial class FlatClasses;

        [Network]
        [Input(5, 4, 3)]
        [Conv2D(3, 2)]
        [Flatten]
        [CategoricalCrossentropy]
        public sealed partial class FlatShares;

        [Network]
        [Input(5)]
        [Dense(300)]
        [SparseCategoricalCrossentropy]
        public sealed partial class ManyClasses;

        [Network]
        [Input(5)]
        [Dense(2, Activation = Activation.Sigmoid)]
        [BinaryCrossentropy(FromLogits = false, LabelSmoothing = 0.1)]
        public sealed partial class Questions;

        [Network]
        [Input(5)]
        [Dense(3)]
        [TripletLoss(Margin = 0.5)]
        public sealed partial class Faces;

        [Network]
        [Input(4, 3, 2)]
        [Conv2D(12, 2)]
        [Flatten]
        [ContrastiveLoss(Margin = 4)]
        public sealed partial class Signatures;

        """;
}
