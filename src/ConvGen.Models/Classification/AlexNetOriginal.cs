namespace ConvGen.Models;

/// <summary>
/// AlexNet as it was published (Krizhevsky, Sutskever and Hinton 2012): convolutions in two groups, once one for each GPU, and local response
/// normalisation. 60,965,224 parameters, 724,406,816 multiply-accumulates.
/// Input: a 227×227 colour picture (the paper says 224, which its own numbers contradict) minus the mean picture, values up to ±255.
/// Keys: <c>conv1</c> … <c>conv5</c>, <c>fc6</c> … <c>fc8</c>, Caffe's names. Normalisation comes before pooling; its α is divided by the window, as in the
/// paper's own program.
/// </summary>
[Network]
[Input(227, 227, 3)]
[Conv2D(96, 11, Strides = 4, Activation = Activation.ReLU, Name = "conv1")]
[LocalResponseNormalization(5, Bias = 2)]
[MaxPooling2D(3, Strides = 2)]
[Conv2D(256, 5, Pad = 2, Groups = 2, Activation = Activation.ReLU, Name = "conv2")]
[LocalResponseNormalization(5, Bias = 2)]
[MaxPooling2D(3, Strides = 2)]
[Conv2D(384, 3, Pad = 1, Activation = Activation.ReLU, Name = "conv3")]
[Conv2D(384, 3, Pad = 1, Groups = 2, Activation = Activation.ReLU, Name = "conv4")]
[Conv2D(256, 3, Pad = 1, Groups = 2, Activation = Activation.ReLU, Name = "conv5")]
[MaxPooling2D(3, Strides = 2)]
[Flatten]
[Dense(4096, Activation = Activation.ReLU, Name = "fc6")]
[Dropout(0.5)]
[Dense(4096, Activation = Activation.ReLU, Name = "fc7")]
[Dropout(0.5)]
[Dense(1000, Name = "fc8")]
[SparseCategoricalCrossentropy]
public sealed partial class AlexNetOriginal;
