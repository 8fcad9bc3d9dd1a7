namespace ConvGen.Tests;

/// <summary>Every way to get shapes and sizes wrong.</summary>
internal static class ShapeMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG2003", "kernel after a pooling",
            "Conv2D 'conv2': kernel 5×5 does not fit its 4×4×16 input (from AveragePooling2D 'pool1'). Use Padding = Padding.Same, a kernel of at most 4, or remove the pooling.",
            """
            [Network]
            [Input(8, 8, 1)]
            [Conv2D(16, 1, Name = "conv1")]
            [AveragePooling2D(2, Name = "pool1")]
            [[|Conv2D(16, 5, Name = "conv2")|]]
            [Flatten]
            [Dense(10)]
            public sealed partial class Net;
            """),
        new("CVG2003", "kernel after an activation",
            "Conv2D 'conv2d_1': kernel 5×5 does not fit its 4×6×8 input (from Conv2D 'a'). Use Padding = Padding.Same or a kernel of at most 4.",
            """
            [Network]
            [Input(4, 6, 1)]
            [Conv2D(8, 1, Activation = Activation.Tanh, Name = "a")]
            [[|Conv2D(16, 5)|]]
            public sealed partial class Net;
            """),
        new("CVG2003", "rectangular kernel",
            "Conv2D 'conv2d_1': kernel 5×7 does not fit its 4×6×1 input (from [Input]). Use Padding = Padding.Same or a kernel of at most 4×6.",
            """
            [Network]
            [Input(4, 6, 1)]
            [[|Conv2D(16, 5, 7)|]]
            public sealed partial class Net;
            """),
        new("CVG2003", "dilated kernel",
            "Conv2D 'conv2d_1': kernel 3×3 at dilation 2 does not fit its 4×4×1 input (from [Input]). Use Padding = Padding.Same or a kernel of at most 2 at dilation 2.",
            """
            [Network]
            [Input(4, 4, 1)]
            [[|Conv2D(16, 3, Dilation = 2)|]]
            public sealed partial class Net;
            """),
        new("CVG2003", "padded kernel",
            "Conv2D 'conv2d_1': kernel 7×7 does not fit its 4×4×1 input (from [Input]). Use Padding = Padding.Same or a kernel of at most 6.",
            """
            [Network]
            [Input(4, 4, 1)]
            [[|Conv2D(16, 7, Pad = 1)|]]
            public sealed partial class Net;
            """),
        new("CVG2003", "pooling window",
            "MaxPooling2D 'max_pooling2d_1': window 2×2 does not fit its 1×1×2 input (from MaxPooling2D 'p'). Use Padding = Padding.Same, a window of at most 1, or remove the pooling.",
            """
            [Network]
            [Input(3, 3, 2)]
            [MaxPooling2D(2, Name = "p")]
            [[|MaxPooling2D(2)|]]
            public sealed partial class Net;
            """),
        new("CVG2005", "groups and channels",
            "Conv2D 'conv2d_1': 2 groups do not divide the 3 channels of its input (from [Input]). Use a number that divides both channels and filters.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Groups = 2|])]
            public sealed partial class Net;
            """),
        new("CVG2007", "convolution of a vector",
            "Conv2D 'conv2d_1': needs a height×width×channels input, but gets 256 features (from Flatten 'flat'). Move it above [Flatten], or declare [Input(height, width, channels)].",
            """
            [Network]
            [Input(8, 8, 4)]
            [Flatten(Name = "flat")]
            [[|Conv2D(8, 3)|]]
            public sealed partial class Net;
            """),
        new("CVG2007", "pooling of a vector",
            "MaxPooling2D 'max_pooling2d_1': needs a height×width×channels input, but gets 8 features (from [Input]). Move it above [Flatten], or declare [Input(height, width, channels)].",
            """
            [Network]
            [Input(8)]
            [[|MaxPooling2D(2)|]]
            public sealed partial class Net;
            """),
        new("CVG2008", "dense layer on a map",
            "Dense 'fc1': needs a vector, but its input is 4×4×16 (from AveragePooling2D 'pool2'). Insert [Flatten] above it.",
            """
            [Network]
            [Input(8, 8, 16)]
            [AveragePooling2D(2, Name = "pool2")]
            [[|Dense(120, Name = "fc1")|]]
            public sealed partial class Net;
            """),
        new("CVG2010", "large output",
            "Conv2D 'conv2d_1': its 20000×20000×64 output has 25600000000 elements, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
            """
            [Network]
            [Input(20000, 20000, 1)]
            [[|Conv2D(64, 1)|]]
            public sealed partial class Net;
            """),
        new("CVG2010", "large input",
            "[Input]: its 100000×100000×3 image has 30000000000 elements, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
            """
            [Network]
            [[|Input(100000, 100000, 3)|]]
            [ReLU]
            public sealed partial class Net;
            """),
        new("CVG2010", "input beyond 64 bits",
            "[Input]: its 2147483647×2147483647×2147483647 image has more than 9·10¹⁸ elements, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
            """
            [Network]
            [[|Input(int.MaxValue, int.MaxValue, int.MaxValue)|]]
            [ReLU]
            public sealed partial class Net;
            """),
        new("CVG2010", "large padding",
            "Conv2D 'conv2d_1': the padded input has 4294967298 rows or columns, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
            """
            [Network]
            [Input(4, 4, 1)]
            [[|Conv2D(1, 3, Strides = 1000000, Pad = int.MaxValue)|]]
            public sealed partial class Net;
            """),
        new("CVG2010", "kernel wide beyond 32 bits",
            "Conv2D 'conv2d_1': the padded input has 9999900004 rows or columns, more than the 2147483647 that ConvGen can hold. Use a smaller input, larger strides or fewer channels.",
            """
            [Network]
            [Input(4, 4, 1)]
            [[|Conv2D(1, 100000, Dilation = 100000, Padding = Padding.Same)|]]
            public sealed partial class Net;
            """),
        new("CVG2012", "large dense layer",
            "Dense 'dense_1': 10000000000 parameters (100000×100000) are more than the 2147483647 that a network can hold. Use fewer units or filters, or pool before.",
            """
            [Network]
            [Input(100000)]
            [[|Dense(100000)|]]
            public sealed partial class Net;
            """),
        new("CVG2012", "large together",
            "Dense 'dense_2': 3200080000 parameters (the layers up to here together) are more than the 2147483647 that a network can hold. Use fewer units or filters, or pool before.",
            """
            [Network]
            [Input(40000)]
            [Dense(40000)]
            [[|Dense(40000)|]]
            public sealed partial class Net;
            """),
        new("CVG2012", "kernel beyond 64 bits",
            "Conv2D 'conv2d_1': more than 9·10¹⁸ parameters (1000000000×2000000000×30000×30000) are more than the 2147483647 that a network can hold. Use fewer units or filters, or pool before.",
            """
            [Network]
            [Input(1, 1, 2000000000)]
            [[|Conv2D(1000000000, 30000, Padding = Padding.Same)|]]
            public sealed partial class Net;
            """),
        new("CVG2013", "one class",
            "SparseCategoricalCrossentropy: needs at least 2 classes, but the output is 1 (from Dense 'dense_1'). Give the last layer one unit or channel for each class.",
            """
            [Network]
            [Input(8)]
            [Dense(1)]
            [[|SparseCategoricalCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2014", "softmax layer before the loss",
            "SparseCategoricalCrossentropy: takes logits, but the output (from Softmax 'softmax_1') has gone through Softmax already. Remove the Softmax, or set FromLogits = false.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            [Softmax]
            [[|SparseCategoricalCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2014", "softmax activation before the loss",
            "SparseCategoricalCrossentropy: takes logits, but the output (from Dense 'dense_1') has gone through Softmax already. Remove the Softmax, or set FromLogits = false.",
            """
            [Network]
            [Input(8)]
            [Dense(4, Activation = Activation.Softmax)]
            [[|SparseCategoricalCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2015", "probabilities without softmax",
            "SparseCategoricalCrossentropy: FromLogits is false, but the output (from Dense 'dense_1') does not come from Softmax. Add a Softmax, or leave FromLogits out.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            [SparseCategoricalCrossentropy([|FromLogits = false|])]
            public sealed partial class Net;
            """),
        new("CVG2013", "one class with float targets",
            "CategoricalCrossentropy: needs at least 2 classes, but the output is 1 (from Dense 'dense_1'). Give the last layer one unit or channel for each class.",
            """
            [Network]
            [Input(8)]
            [Dense(1)]
            [[|CategoricalCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2014", "softmax before the loss of float targets",
            "CategoricalCrossentropy: takes logits, but the output (from Dense 'dense_1') has gone through Softmax already. Remove the Softmax, or set FromLogits = false.",
            """
            [Network]
            [Input(8)]
            [Dense(4, Activation = Activation.Softmax)]
            [[|CategoricalCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2035", "sigmoid before the loss",
            "BinaryCrossentropy: takes logits, but the output (from Sigmoid 'sigmoid_1') has gone through Sigmoid already. Remove the Sigmoid, or set FromLogits = false.",
            """
            [Network]
            [Input(8)]
            [Dense(1)]
            [Sigmoid]
            [[|BinaryCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2035", "softmax before the binary loss",
            "BinaryCrossentropy: takes logits, but the output (from Dense 'dense_1') has gone through Softmax already. Remove the Softmax, or set FromLogits = false.",
            """
            [Network]
            [Input(8)]
            [Dense(3, Activation = Activation.Softmax)]
            [[|BinaryCrossentropy|]]
            public sealed partial class Net;
            """),
        new("CVG2036", "probabilities without sigmoid",
            "BinaryCrossentropy: FromLogits is false, but the output (from Dense 'dense_1') does not come from Sigmoid. Add a Sigmoid, or leave FromLogits out.",
            """
            [Network]
            [Input(8)]
            [Dense(1)]
            [BinaryCrossentropy([|FromLogits = false|])]
            public sealed partial class Net;
            """),
        new("CVG2037", "distances of maps",
            "TripletLoss: compares one vector an image, but the output is 6×6×16 (from Conv2D 'conv2d_1'). End the network in a vector: [GlobalAveragePooling2D], or [Flatten] and [Dense(128)].",
            """
            [Network]
            [Input(8, 8, 3)]
            [Conv2D(16, 3)]
            [[|TripletLoss|]]
            public sealed partial class Net;
            """),
        new("CVG2011", "shortcut of other channels",
            "Add: 'Shortcut' is 28×28×64 but 'Body' is 28×28×128. Project the shortcut with a 1×1 Conv2D of 128 filters.",
            """
            [Network]
            [Input(28, 28, 3)]
            public sealed partial class Net
            {
                [Conv2D(64, 3, Pad = 1)]
                public partial Activations Shortcut { get; }

                [Conv2D(128, 3, Pad = 1)]
                public partial Activations Body { get; }

                [[|Add(nameof(Shortcut), nameof(Body))|]]
                public partial Activations Sum { get; }
            }
            """) { Suggestion = "Conv2D(128, 1)" },
        new("CVG2011", "shortcut of another size",
            "Multiply 'gate': 'Body' is 7×7×128 but 'Shortcut' is 14×14×64. Project the shortcut with a 1×1 Conv2D of 128 filters and Strides = 2.",
            """
            [Network]
            [Input(14, 14, 3)]
            public sealed partial class Net
            {
                [Conv2D(64, 3, Pad = 1)]
                public partial Activations Shortcut { get; }

                [Conv2D(128, 3, Strides = 2, Pad = 1)]
                public partial Activations Body { get; }

                [[|Multiply(nameof(Body), nameof(Shortcut), Name = "gate")|]]
                public partial Activations Sum { get; }
            }
            """) { Suggestion = "Conv2D(128, 1, Strides = 2)" },
        new("CVG2011", "vector and map",
            "Add: 'Flat' is 192 but [Input] is 8×8×3. Insert [Flatten], or merge maps with maps.",
            """
            [Network]
            [Input(8, 8, 3)]
            public sealed partial class Net
            {
                [Flatten]
                public partial Activations Flat { get; }

                [[|Add(Network.Input, nameof(Flat))|]]
                public partial Activations Sum { get; }
            }
            """),
        new("CVG2040", "branches of two heights",
            "Concatenate: 'Pooled' is 14×14×3 but 'Body' is 28×28×8. Bring all to one height and width, by padding, strides or pooling.",
            """
            [Network]
            [Input(28, 28, 3)]
            public sealed partial class Net
            {
                [Conv2D(8, 3, Pad = 1)]
                public partial Activations Body { get; }

                [From(Network.Input)]
                [MaxPooling2D(2)]
                public partial Activations Pooled { get; }

                [[|Concatenate(nameof(Body), nameof(Pooled))|]]
                public partial Activations Output { get; }
            }
            """),
    ];
}
