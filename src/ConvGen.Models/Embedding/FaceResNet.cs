namespace ConvGen.Models;

/// <summary>
/// A face as a point on the 128-dimensional unit sphere: pictures of one person lie close together. FaceNet's embedding and triplet loss with a margin
/// of 0.2 (Schroff, Kalenichenko and Philbin 2015) on ResNet-34's trunk (He et al. 2015). 21,350,208 parameters, 965,029,888 multiply-accumulates.
/// Input: a 112×112 colour picture of an aligned face, in [0, 1], minus (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225), so that the trunk can start
/// from torchvision's <c>resnet34</c>, whose keys it has; the last layer is <c>embedding</c>.
/// </summary>
[Network]
[Input(112, 112, 3)]
[Conv2D(64, 7, Strides = 2, Pad = 3, UseBias = false, Name = "conv1")]
[BatchNormalization(Name = "bn1")]
[ReLU]
[MaxPooling2D(3, Strides = 2, Pad = 1)]
[BasicBlock(64, Repeat = 3, Name = "layer1.{0}")]
[BasicBlock(128, Strides = 2, Name = "layer2.0")]
[BasicBlock(128, Repeat = 3, Name = "layer2.{1}")]
[BasicBlock(256, Strides = 2, Name = "layer3.0")]
[BasicBlock(256, Repeat = 5, Name = "layer3.{1}")]
[BasicBlock(512, Strides = 2, Name = "layer4.0")]
[BasicBlock(512, Repeat = 2, Name = "layer4.{1}")]
[GlobalAveragePooling2D]
[Dense(128, UseBias = false, Name = "embedding")]
[L2Normalization]
[TripletLoss(Margin = 0.2)]
public sealed partial class FaceResNet;
