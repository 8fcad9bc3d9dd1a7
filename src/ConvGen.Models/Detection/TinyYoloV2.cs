namespace ConvGen.Models;

/// <summary>
/// Tiny YOLOv2 (Redmon and Farhadi 2016) for Pascal VOC, Darknet's <c>yolov2-tiny-voc</c>: 5 boxes of 4 places, a confidence and 20 classes for each of
/// 13×13 cells. 15,861,773 parameters, 3,485,520,896 multiply-accumulates.
/// Input: a 416×416 colour picture in [0, 1]. The output is raw: apply sigmoids, anchors and a softmax. It has no loss: YOLO's is a matter of box
/// assignment; give <see cref="INetwork.Backward"/> its gradient. Keys: <c>conv1.conv</c>, <c>conv1.bn</c> … in the order of Darknet's file; <c>conv9</c> is plain.
/// </summary>
[Network]
[Input(416, 416, 3)]
[DarknetConv(16, 3, Name = "conv1")]
[MaxPooling2D(2)]
[DarknetConv(32, 3, Name = "conv2")]
[MaxPooling2D(2)]
[DarknetConv(64, 3, Name = "conv3")]
[MaxPooling2D(2)]
[DarknetConv(128, 3, Name = "conv4")]
[MaxPooling2D(2)]
[DarknetConv(256, 3, Name = "conv5")]
[MaxPooling2D(2)]
[DarknetConv(512, 3, Name = "conv6")]
[MaxPooling2D(2, Strides = 1, Padding = Padding.Same)]
[DarknetConv(1024, 3, Name = "conv7")]
[DarknetConv(1024, 3, Name = "conv8")]
[Conv2D(125, 1, Name = "conv9")]
public sealed partial class TinyYoloV2;
