namespace ConvGen.Models;

/// <summary>
/// GoogLeNet, or Inception v1 (Szegedy et al. 2014), as torchvision has it: with batch normalisation, and without the auxiliary classifiers, which only
/// help training. 6,624,904 parameters, 1,498,376,192 multiply-accumulates.
/// Input: a 224×224 colour picture in [−1, 1] (torchvision's published weights are TensorFlow's). Keys: torchvision's <c>googlenet</c> with
/// <c>aux_logits=False</c>.
/// </summary>
// Padding of one at the bottom and right is torchvision's ceil_mode.
[Network]
[Input(224, 224, 3)]
[BasicConv2D(64, 7, 7, Strides = 2, PadHeight = 3, PadWidth = 3, Name = "conv1")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[BasicConv2D(64, 1, 1, Name = "conv2")]
[BasicConv2D(192, 3, 3, PadHeight = 1, PadWidth = 1, Name = "conv3")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[InceptionModule(64, 96, 128, 16, 32, 32, Name = "inception3a")]
[InceptionModule(128, 128, 192, 32, 96, 64, Name = "inception3b")]
[MaxPooling2D(3, Strides = 2, PadBottom = 1, PadRight = 1)]
[InceptionModule(192, 96, 208, 16, 48, 64, Name = "inception4a")]
[InceptionModule(160, 112, 224, 24, 64, 64, Name = "inception4b")]
[InceptionModule(128, 128, 256, 24, 64, 64, Name = "inception4c")]
[InceptionModule(112, 144, 288, 32, 64, 64, Name = "inception4d")]
[InceptionModule(256, 160, 320, 32, 128, 128, Name = "inception4e")]
[MaxPooling2D(2, Strides = 2)]
[InceptionModule(256, 160, 320, 32, 128, 128, Name = "inception5a")]
[InceptionModule(384, 192, 384, 48, 128, 128, Name = "inception5b")]
[GlobalAveragePooling2D]
[Dropout(0.2)]
[Dense(1000, Name = "fc")]
[SparseCategoricalCrossentropy]
public sealed partial class GoogLeNet;
