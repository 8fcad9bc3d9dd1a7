namespace ConvGen.Models;

/// <summary>
/// YOLOv3-tiny (Redmon and Farhadi 2018) for COCO, Darknet's <c>yolov3-tiny</c>: 3 boxes of 4 places, a confidence and 80 classes for each of 13×13 and
/// of 26×26 cells. 8,852,366 parameters, 2,782,480,896 multiply-accumulates.
/// Input: a 416×416 colour picture in [0, 1]. The outputs are raw: apply sigmoids and anchors. It has no loss: YOLO's is a matter of box assignment;
/// give <see cref="INetwork.Backward"/> its gradients. Keys: <c>conv1.conv</c>, <c>conv1.bn</c> … in the order of Darknet's file; <c>conv10</c> and
/// <c>conv13</c> are plain.
/// </summary>
[Network]
[Input(416, 416, 3)]
public sealed partial class YoloV3Tiny
{
    /// <summary>26×26 features, which the fine output sees too.</summary>
    [DarknetConv(16, 3, Name = "conv1")]
    [MaxPooling2D(2)]
    [DarknetConv(32, 3, Name = "conv2")]
    [MaxPooling2D(2)]
    [DarknetConv(64, 3, Name = "conv3")]
    [MaxPooling2D(2)]
    [DarknetConv(128, 3, Name = "conv4")]
    [MaxPooling2D(2)]
    [DarknetConv(256, 3, Name = "conv5")]
    public partial Activations Fine { get; }

    /// <summary>13×13 features.</summary>
    [MaxPooling2D(2)]
    [DarknetConv(512, 3, Name = "conv6")]
    [MaxPooling2D(2, Strides = 1, Padding = Padding.Same)]
    [DarknetConv(1024, 3, Name = "conv7")]
    [DarknetConv(256, 1, Name = "conv8")]
    public partial Activations Coarse { get; }

    /// <summary>Large objects: 13×13 cells.</summary>
    [Output]
    [DarknetConv(512, 3, Name = "conv9")]
    [Conv2D(255, 1, Name = "conv10")]
    public partial Activations Large { get; }

    /// <summary>Small objects: 26×26 cells.</summary>
    [Output]
    [From(nameof(Coarse))]
    [DarknetConv(128, 1, Name = "conv11")]
    [UpSampling2D(2)]
    [Concatenate(nameof(Fine))]
    [DarknetConv(256, 3, Name = "conv12")]
    [Conv2D(255, 1, Name = "conv13")]
    public partial Activations Small { get; }
}
