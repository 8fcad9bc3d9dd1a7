using ConvGen.Tests.Networks.Blocks;

namespace ConvGen.Tests.Networks.Blocks
{
    /// <summary>Two convolutions and the way around them.</summary>
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "a")]
    [BatchNormalization(Name = "a.bn")]
    [ReLU]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "b")]
    [BatchNormalization(Name = "b.bn")]
    [Add(Network.Input)]
    [ReLU]
    public sealed class ResidualAttribute : BlockAttribute;
}

namespace ConvGen.Tests.Networks
{
    /// <summary>Sums around convolutions, behind a window; nobody can read anything but the result, so that most tensors need not be kept.</summary>
    [Network]
    [Input(18, 14, 3)]
    [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "stem")]
    [BatchNormalization(Name = "stem.bn")]
    [ReLU]
    [MaxPooling2D(2)]
    [Residual(Repeat = 4, Name = "{0}")]
    [Dropout(0.25)]
    [GlobalAveragePooling2D]
    [Dense(4, Name = "classes")]
    [SparseCategoricalCrossentropy]
    public sealed partial class Residuals;

    /// <summary>The same network with names for all tensors that a training step wants twice: they are kept, because users may read them.</summary>
    [Network]
    [Input(18, 14, 3)]
    [SparseCategoricalCrossentropy]
    public sealed partial class ReadableResiduals
    {
        /// <summary>Before the window.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "stem")]
        [BatchNormalization(Name = "stem.bn")]
        [ReLU]
        public partial Activations Stem { get; }

        /// <summary>Behind it.</summary>
        [MaxPooling2D(2)]
        public partial Activations Sum0 { get; }

        /// <summary>Within the first block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "0.a")]
        [BatchNormalization(Name = "0.a.bn")]
        [ReLU]
        public partial Activations Inner0 { get; }

        /// <summary>Behind the first block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "0.b")]
        [BatchNormalization(Name = "0.b.bn")]
        [Add(nameof(Sum0))]
        [ReLU]
        public partial Activations Sum1 { get; }

        /// <summary>Within the second block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "1.a")]
        [BatchNormalization(Name = "1.a.bn")]
        [ReLU]
        public partial Activations Inner1 { get; }

        /// <summary>Behind the second block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "1.b")]
        [BatchNormalization(Name = "1.b.bn")]
        [Add(nameof(Sum1))]
        [ReLU]
        public partial Activations Sum2 { get; }

        /// <summary>Within the third block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "2.a")]
        [BatchNormalization(Name = "2.a.bn")]
        [ReLU]
        public partial Activations Inner2 { get; }

        /// <summary>Behind the third block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "2.b")]
        [BatchNormalization(Name = "2.b.bn")]
        [Add(nameof(Sum2))]
        [ReLU]
        public partial Activations Sum3 { get; }

        /// <summary>Within the fourth block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "3.a")]
        [BatchNormalization(Name = "3.a.bn")]
        [ReLU]
        public partial Activations Inner3 { get; }

        /// <summary>Behind the fourth block.</summary>
        [Conv2D(16, 3, Padding = Padding.Same, UseBias = false, Name = "3.b")]
        [BatchNormalization(Name = "3.b.bn")]
        [Add(nameof(Sum3))]
        [ReLU]
        public partial Activations Sum4 { get; }

        /// <summary>The result.</summary>
        [Dropout(0.25)]
        [GlobalAveragePooling2D]
        [Dense(4, Name = "classes")]
        public partial Activations Classes { get; }
    }
}
