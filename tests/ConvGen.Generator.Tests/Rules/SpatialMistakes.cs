namespace ConvGen.Tests;

/// <summary>Every way to get layers wrong that change a map's size or arrangement.</summary>
internal static class SpatialMistakes
{
    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("CVG2025", "output padding with Same",
            "Conv2DTranspose 'conv2d_transpose_1': Padding = Padding.Same and OutputPadding = 1 both say how large the result is. Keep one of them.",
            """
            [Network]
            [Input(8, 8, 3)]
            [Conv2DTranspose(4, 3, Strides = 2, Padding = Padding.Same, [|OutputPadding = 1|])]
            public sealed partial class Net;
            """),
        new("CVG2026", "output padding of a whole stride",
            "Conv2DTranspose 'conv2d_transpose_1': OutputPadding = 2 is less than neither its stride (2) nor its dilation (1). Use at most 1.",
            """
            [Network]
            [Input(8, 8, 3)]
            [Conv2DTranspose(4, 3, Strides = 2, [|OutputPadding = 2|])]
            public sealed partial class Net;
            """),
        new("CVG2027", "all of the result padded away",
            "Conv2DTranspose 'conv2d_transpose_1': its padding takes 4 rows off the 4 that its 2×2×3 input (from [Input]) makes. Pad less, so that something is left.",
            """
            [Network]
            [Input(2, 2, 3)]
            [[|Conv2DTranspose(4, 3, Pad = 2)|]]
            public sealed partial class Net;
            """),
        new("CVG2028", "all rows cropped",
            "Cropping2D 'cropping2d_1': takes 4 rows off its 4×9×3 input (from [Input]), which has 4. Crop less, so that something is left.",
            """
            [Network]
            [Input(4, 9, 3)]
            [[|Cropping2D(2)|]]
            public sealed partial class Net;
            """),
        new("CVG2028", "all columns cropped",
            "Cropping2D 'cropping2d_1': takes 6 columns off its 9×4×3 input (from [Input]), which has 4. Crop less, so that something is left.",
            """
            [Network]
            [Input(9, 4, 3)]
            [[|Cropping2D(1, 1, 2, 4)|]]
            public sealed partial class Net;
            """),
        new("CVG2018", "negative cropping",
            "Cropping2D 'cropping2d_1': Vertical = -1 is not a usable value. It must be at least 0.",
            """
            [Network]
            [Input(9, 4, 3)]
            [Cropping2D([|-1|], 0)]
            public sealed partial class Net;
            """),
        new("CVG2002", "negative output padding",
            "Conv2DTranspose 'conv2d_transpose_1': OutputPadding is -1. Padding cannot be negative.",
            """
            [Network]
            [Input(9, 4, 3)]
            [Conv2DTranspose(4, 3, [|OutputPadding = -1|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "no multiplier",
            "DepthwiseConv2D 'depthwise_conv2d_1': DepthMultiplier is 0. It must be at least 1.",
            """
            [Network]
            [Input(9, 4, 3)]
            [DepthwiseConv2D(3, [|DepthMultiplier = 0|])]
            public sealed partial class Net;
            """),
        new("CVG2029", "reshape to fewer elements",
            "Reshape 'reshape_1': 4×4×6 has 96 elements, but its 8×8×3 input (from [Input]) has 192. Choose sizes whose product is 192.",
            """
            [Network]
            [Input(8, 8, 3)]
            [[|Reshape(4, 4, 6)|]]
            public sealed partial class Net;
            """),
        new("CVG2029", "reshape to more features",
            "Reshape 'reshape_1': 200 has 200 elements, but its 8×8×3 input (from [Input]) has 192. Choose sizes whose product is 192.",
            """
            [Network]
            [Input(8, 8, 3)]
            [[|Reshape(200)|]]
            public sealed partial class Net;
            """),
        new("CVG2030", "too few numbers",
            "FixedFilter2D 'fixed_filter2d_1': a 3×3 filter has 9 numbers, but 3 are given. Give them row by row.",
            """
            [Network]
            [Input(8, 8, 3)]
            [[|FixedFilter2D(3, 3, 1f, 0f, -1f)|]]
            public sealed partial class Net;
            """),
        new("CVG2018", "filter number that is none",
            "FixedFilter2D 'fixed_filter2d_1': a number of the filter = NaN is not a usable value. It must be finite.",
            """
            [Network]
            [Input(8, 8, 3)]
            [[|FixedFilter2D(1, 2, 1f, float.NaN)|]]
            public sealed partial class Net;
            """),
        new("CVG2018", "filter that is none",
            "FixedFilter2D 'fixed_filter2d_1': Filter = 99 is not a usable value. It must be a member of FixedFilter.",
            """
            [Network]
            [Input(8, 8, 3)]
            [FixedFilter2D([|(FixedFilter)99|])]
            public sealed partial class Net;
            """),
        new("CVG2001", "upsampling by nothing",
            "UpSampling2D 'up_sampling2d_1': Width is 0. It must be at least 1.",
            """
            [Network]
            [Input(8, 8, 3)]
            [UpSampling2D(2, [|0|])]
            public sealed partial class Net;
            """),
        new("CVG2007", "upsampling of a vector",
            "UpSampling2D 'up_sampling2d_1': needs a height×width×channels input, but gets 8 features (from [Input]). Move it above [Flatten], or declare [Input(height, width, channels)].",
            """
            [Network]
            [Input(8)]
            [[|UpSampling2D(2)|]]
            public sealed partial class Net;
            """),
    ];
}
