namespace ConvGen.Models;

/// <summary>
/// VGG-19 (Simonyan and Zisserman 2014, configuration E): 3×3 convolutions in five groups, three dense layers. 143,667,240 parameters, 19,632,062,464
/// multiply-accumulates. Its inner layers are what neural style transfer compares (Gatys et al. 2015): they are properties, after their ReLU.
/// Input: a 224×224 colour picture in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).
/// Keys: torchvision's <c>vgg19</c>.
/// </summary>
[Network]
[Input(224, 224, 3)]
[SparseCategoricalCrossentropy]
public sealed partial class Vgg19
{
    /// <summary>First convolution of the first group.</summary>
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.0")]
    public partial Activations Conv1_1 { get; }

    /// <summary>Second convolution of the first group.</summary>
    [Conv2D(64, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.2")]
    public partial Activations Conv1_2 { get; }

    /// <summary>First convolution of the second group.</summary>
    [MaxPooling2D(2)]
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.5")]
    public partial Activations Conv2_1 { get; }

    /// <summary>Second convolution of the second group.</summary>
    [Conv2D(128, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.7")]
    public partial Activations Conv2_2 { get; }

    /// <summary>First convolution of the third group.</summary>
    [MaxPooling2D(2)]
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.10")]
    public partial Activations Conv3_1 { get; }

    /// <summary>Second convolution of the third group.</summary>
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.12")]
    public partial Activations Conv3_2 { get; }

    /// <summary>Third convolution of the third group.</summary>
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.14")]
    public partial Activations Conv3_3 { get; }

    /// <summary>Fourth convolution of the third group.</summary>
    [Conv2D(256, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.16")]
    public partial Activations Conv3_4 { get; }

    /// <summary>First convolution of the fourth group.</summary>
    [MaxPooling2D(2)]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.19")]
    public partial Activations Conv4_1 { get; }

    /// <summary>Second convolution of the fourth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.21")]
    public partial Activations Conv4_2 { get; }

    /// <summary>Third convolution of the fourth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.23")]
    public partial Activations Conv4_3 { get; }

    /// <summary>Fourth convolution of the fourth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.25")]
    public partial Activations Conv4_4 { get; }

    /// <summary>First convolution of the fifth group.</summary>
    [MaxPooling2D(2)]
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.28")]
    public partial Activations Conv5_1 { get; }

    /// <summary>Second convolution of the fifth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.30")]
    public partial Activations Conv5_2 { get; }

    /// <summary>Third convolution of the fifth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.32")]
    public partial Activations Conv5_3 { get; }

    /// <summary>Fourth convolution of the fifth group.</summary>
    [Conv2D(512, 3, Pad = 1, Activation = Activation.ReLU, Name = "features.34")]
    public partial Activations Conv5_4 { get; }

    /// <summary>Logits of the thousand classes.</summary>
    [MaxPooling2D(2)]
    [Flatten]
    [Dense(4096, Activation = Activation.ReLU, Name = "classifier.0")]
    [Dropout(0.5)]
    [Dense(4096, Activation = Activation.ReLU, Name = "classifier.3")]
    [Dropout(0.5)]
    [Dense(1000, Name = "classifier.6")]
    public partial Activations Classes { get; }
}
