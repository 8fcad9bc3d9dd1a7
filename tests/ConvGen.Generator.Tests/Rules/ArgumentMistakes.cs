namespace ConvGen.Tests;

/// <summary>Every way to get arguments wrong.</summary>
internal static class ArgumentMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG2001", "no filters",
            "Conv2D 'conv2d_1': Filters is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D([|0|], 3)]
            public sealed partial class Net;
            """),
        new("CVG2001", "empty kernel",
            "Conv2D 'conv2d_1': KernelSize is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, [|0|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "negative kernel width",
            "Conv2D 'conv2d_1': KernelWidth is -1. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|-1|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no stride",
            "Conv2D 'conv2d_1': Strides is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Strides = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no dilation",
            "Conv2D 'conv2d_1': Dilation is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Dilation = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no groups",
            "Conv2D 'conv2d_1': Groups is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Groups = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "named constructor argument",
            "Conv2D 'conv2d_1': Filters is -2. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(kernelSize: 3, [|filters: -2|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "empty pooling window",
            "MaxPooling2D 'max_pooling2d_1': PoolSize is 0. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [MaxPooling2D([|0|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no pooling stride",
            "AveragePooling2D 'average_pooling2d_1': Strides is -1. It must be at least 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [AveragePooling2D(2, [|Strides = -1|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no units",
            "Dense 'fc': Units is 0. It must be at least 1.",
            """
            [Network]
            [Input(8)]
            [Dense([|0|], Name = "fc")]
            public sealed partial class Net;
            """),
        new("CVG2001", "empty input",
            "[Input]: Height is 0. It must be at least 1.",
            """
            [Network]
            [Input([|0|], 28, 3)]
            [ReLU]
            public sealed partial class Net;
            """),
        new("CVG2001", "empty input vector",
            "[Input]: Features is -5. It must be at least 1.",
            """
            [Network]
            [Input([|-5|])]
            [ReLU]
            public sealed partial class Net;
            """),
        new("CVG2002", "negative padding",
            "Conv2D 'conv2d_1': Pad is -1. Padding cannot be negative.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Pad = -1|])]
            public sealed partial class Net;
            """),
        new("CVG2002", "negative padding on one side",
            "Conv2D 'conv2d_1': PadLeft is -2. Padding cannot be negative.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, Pad = 1, [|PadLeft = -2|])]
            public sealed partial class Net;
            """),
        new("CVG2004", "Same and numbers",
            "Conv2D 'conv2d_1': Padding = Padding.Same and Pad both say how to pad. Keep one of them.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, Padding = Padding.Same, [|Pad = 1|])]
            public sealed partial class Net;
            """),
        new("CVG2004", "Valid and one side",
            "MaxPooling2D 'max_pooling2d_1': Padding = Padding.Valid and PadTop both say how to pad. Keep one of them.",
            """
            [Network]
            [Input(28, 28, 3)]
            [MaxPooling2D(2, Padding = Padding.Valid, [|PadTop = 1|])]
            public sealed partial class Net;
            """),
        new("CVG2006", "groups and filters",
            "Conv2D 'conv2d_1': 3 groups do not divide its 4 filters. Use a number that divides both channels and filters.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Groups = 3|])]
            public sealed partial class Net;
            """),
        new("CVG2009", "rate of one",
            "Dropout 'dropout_1': rate 1 is not at least 0 and less than 1. It is the share of values that are dropped, for example 0.5.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Dropout([|1|])]
            public sealed partial class Net;
            """),
        new("CVG2009", "negative rate",
            "Dropout 'dropout_1': rate -0.5 is not at least 0 and less than 1. It is the share of values that are dropped, for example 0.5.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Dropout([|-0.5|])]
            public sealed partial class Net;
            """),
        new("CVG2009", "percentage",
            "Dropout 'dropout_1': rate 50 is not at least 0 and less than 1. It is the share of values that are dropped, for example 0.5.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Dropout([|50|])]
            public sealed partial class Net;
            """),
        new("CVG2009", "rate that is no number",
            "Dropout 'dropout_1': rate NaN is not at least 0 and less than 1. It is the share of values that are dropped, for example 0.5.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Dropout([|double.NaN|])]
            public sealed partial class Net;
            """),
        new("CVG2016", "padding as large as the window",
            "MaxPooling2D 'max_pooling2d_1': Pad = 2 pads as much as the window spans (2), so that a window would hold nothing but padding. Use at most 1.",
            """
            [Network]
            [Input(28, 28, 3)]
            [MaxPooling2D(2, [|Pad = 2|])]
            public sealed partial class Net;
            """),
        new("CVG2016", "padding larger than the window on one side",
            "AveragePooling2D 'average_pooling2d_1': PadRight = 4 pads as much as the window spans (3), so that a window would hold nothing but padding. Use at most 2.",
            """
            [Network]
            [Input(28, 28, 3)]
            [AveragePooling2D(3, Pad = 1, [|PadRight = 4|])]
            public sealed partial class Net;
            """),
        new("CVG2017", "rectangular window without stride",
            "MaxPooling2D 'max_pooling2d_1': a 2×3 window has no one size to move by. Set Strides.",
            """
            [Network]
            [Input(28, 28, 3)]
            [[|MaxPooling2D(2, 3)|]]
            public sealed partial class Net;
            """),
        new("CVG2018", "slope that is not finite",
            "LeakyReLU 'leaky_relu_1': NegativeSlope = Infinity is not a usable value. It must be finite.",
            """
            [Network]
            [Input(28, 28, 3)]
            [LeakyReLU([|NegativeSlope = double.PositiveInfinity|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "rectifier without room",
            "ReLU 'relu_1': MaxValue = 0 is not a usable value. It must be above 0.",
            """
            [Network]
            [Input(28, 28, 3)]
            [ReLU([|MaxValue = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "margin of nothing",
            "ContrastiveLoss: Margin = 0 is not a usable value. It must be above 0 and finite.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            [ContrastiveLoss([|Margin = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "smoothing of everything",
            "BinaryCrossentropy: LabelSmoothing = 1 is not a usable value. It must be at least 0 and less than 1.",
            """
            [Network]
            [Input(8)]
            [Dense(4)]
            [BinaryCrossentropy([|LabelSmoothing = 1|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "padding that is no member",
            "Conv2D 'conv2d_1': Padding = 7 is not a usable value. It must be a member of Padding.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Padding = (Padding)7|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "activation that is no member",
            "Conv2D 'conv2d_1': Activation = -1 is not a usable value. It must be a member of Activation.",
            """
            [Network]
            [Input(28, 28, 3)]
            [Conv2D(4, 3, [|Activation = (Activation)(-1)|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "text for a number",
            "Conv2D 'conv2d_1': Filters = \"six\" is not a usable value. It must be a number (expressions stand inside blocks).",
            """
            [Network]
            [Input(28, 28, 1)]
            [Conv2D([|"six"|], 5)]
            public sealed partial class Net;
            """),
        new("CVG2018", "fraction for a whole number outside blocks",
            "Conv2D 'conv2d_1': Strides = 2.5 is not a usable value. It must be a whole number.",
            """
            [Network]
            [Input(28, 28, 1)]
            [Conv2D(6, 5, [|Strides = 2.5|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "nothing for a number",
            "Dropout 'dropout_1': Rate = null is not a usable value. It must be a number.",
            """
            [Network]
            [Input(8)]
            [Dropout([|null|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "type for a number",
            "Conv2D 'conv2d_1': Groups = typeof(int) is not a usable value. It must be a number.",
            """
            [Network]
            [Input(28, 28, 1)]
            [Conv2D(6, 5, [|Groups = typeof(int)|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "long number",
            "Conv2D 'conv2d_1': Pad = 99999999999 is not a usable value. It must be at most 2147483647.",
            """
            [Network]
            [Input(28, 28, 1)]
            [Conv2D(6, 5, [|Pad = 99999999999|])]
            public sealed partial class Net;
            """),
        new("CVG2018", "true for a number",
            "Conv2D 'conv2d_1': Dilation = true is not a usable value. It must be a number.",
            """
            [Network]
            [Input(28, 28, 1)]
            [Conv2D(6, 5, [|Dilation = true|])]
            public sealed partial class Net;
            """),
    ];
}
