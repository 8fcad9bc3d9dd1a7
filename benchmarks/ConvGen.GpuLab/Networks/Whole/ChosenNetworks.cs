using ConvGen.Kernels.ConvGen.GpuLab.Networks;
using ConvGen.Kernels.ConvGen.Models;
using ConvGen.Models;

namespace ConvGen.GpuLab.Networks;

/// <summary>What a machine with a graphics processor gets: its kernels take minutes to compile.</summary>
internal static class ChosenNetworks
{
    /// <summary>The networks of a run, the quick ones first.</summary>
    public static IReadOnlyList<LabNetwork> Networks { get; } =
    [
        new(() => LeNet5.Description, options => new LeNet5(options), () => new LeNet5GpuProgram()),
        new(() => ResNet20.Description, options => new ResNet20(options), () => new ResNet20GpuProgram()),
        new(() => ResNet50.Description, options => new ResNet50(options), () => new ResNet50GpuProgram()),
        new(() => MobileNetV2.Description, options => new MobileNetV2(options), () => new MobileNetV2GpuProgram()),
        new(() => YoloV3Tiny.Description, options => new YoloV3Tiny(options), () => new YoloV3TinyGpuProgram()),
        new(() => DenseNet121.Description, options => new DenseNet121(options), () => new DenseNet121GpuProgram()),
        new(() => InceptionV3.Description, options => new InceptionV3(options), () => new InceptionV3GpuProgram()),
        new(() => Vgg16.Description, options => new Vgg16(options), () => new Vgg16GpuProgram()),
    ];

    /// <summary>The layers of a run, the quick ones first.</summary>
    public static IReadOnlyList<LabLayer> Layers { get; } =
    [
        new("LeNet-5 conv1: 5x5, 1 to 6 at 28", "conv", 5, 1, 2, 1, () => LeNet1.Description, options => new LeNet1(options), () => new LeNet1GpuProgram()),
        new("LeNet-5 conv2: 5x5, 6 to 16 at 14", "conv", 5, 1, 0, 1, () => LeNet2.Description, options => new LeNet2(options), () => new LeNet2GpuProgram()),
        new("LeNet-5 fc1: 400 to 120", "dense", 1, 1, 0, 1, () => LeNetDense1.Description, options => new LeNetDense1(options), () => new LeNetDense1GpuProgram()),
        new("ResNet stem: 7x7/2, 3 to 64 at 224", "conv", 7, 2, 3, 1, () => ResNetStem.Description, options => new ResNetStem(options), () => new ResNetStemGpuProgram()),
        new("ResNet pool: max 3x3/2, 64 at 112", "pool", 3, 2, 1, 1, () => ResNetPool.Description, options => new ResNetPool(options), () => new ResNetPoolGpuProgram()),
        new("ResNet batch norm: 256 at 56", "norm", 1, 1, 0, 1, () => ResNetNormalization.Description, options => new ResNetNormalization(options), () => new ResNetNormalizationGpuProgram()),
        new("ResNet: 3x3, 64 to 64 at 56", "conv", 3, 1, 1, 1, () => ResNet1.Description, options => new ResNet1(options), () => new ResNet1GpuProgram()),
        new("ResNet: 1x1, 64 to 256 at 56", "conv", 1, 1, 0, 1, () => ResNet1Widen.Description, options => new ResNet1Widen(options), () => new ResNet1WidenGpuProgram()),
        new("ResNet: 1x1, 256 to 64 at 56", "conv", 1, 1, 0, 1, () => ResNet1Narrow.Description, options => new ResNet1Narrow(options), () => new ResNet1NarrowGpuProgram()),
        new("ResNet: 1x1/2, 256 to 512 at 56", "conv", 1, 2, 0, 1, () => ResNet2Shortcut.Description, options => new ResNet2Shortcut(options), () => new ResNet2ShortcutGpuProgram()),
        new("ResNet: 3x3/2, 128 to 128 at 56", "conv", 3, 2, 1, 1, () => ResNet2Strided.Description, options => new ResNet2Strided(options), () => new ResNet2StridedGpuProgram()),
        new("ResNet: 3x3, 128 to 128 at 28", "conv", 3, 1, 1, 1, () => ResNet2.Description, options => new ResNet2(options), () => new ResNet2GpuProgram()),
        new("ResNet: 1x1, 512 to 128 at 28", "conv", 1, 1, 0, 1, () => ResNet2Narrow.Description, options => new ResNet2Narrow(options), () => new ResNet2NarrowGpuProgram()),
        new("ResNet: 3x3, 256 to 256 at 14", "conv", 3, 1, 1, 1, () => ResNet3.Description, options => new ResNet3(options), () => new ResNet3GpuProgram()),
        new("ResNet: 1x1, 256 to 1024 at 14", "conv", 1, 1, 0, 1, () => ResNet3Widen.Description, options => new ResNet3Widen(options), () => new ResNet3WidenGpuProgram()),
        new("ResNet: 3x3, 512 to 512 at 7", "conv", 3, 1, 1, 1, () => ResNet4.Description, options => new ResNet4(options), () => new ResNet4GpuProgram()),
        new("ResNet: 1x1, 512 to 2048 at 7", "conv", 1, 1, 0, 1, () => ResNet4Widen.Description, options => new ResNet4Widen(options), () => new ResNet4WidenGpuProgram()),
        new("MobileNetV2: depthwise 3x3, 32 at 112", "conv", 3, 1, 1, 32, () => MobileNetDepthwise.Description, options => new MobileNetDepthwise(options), () => new MobileNetDepthwiseGpuProgram()),
        new("MobileNetV2: depthwise 3x3/2, 96 at 112", "conv", 3, 2, 1, 96, () => MobileNetDepthwiseStrided.Description, options => new MobileNetDepthwiseStrided(options), () => new MobileNetDepthwiseStridedGpuProgram()),
        new("MobileNetV2: 1x1, 24 to 144 at 56", "conv", 1, 1, 0, 1, () => MobileNetWiden.Description, options => new MobileNetWiden(options), () => new MobileNetWidenGpuProgram()),
        new("MobileNetV2: 1x1, 320 to 1280 at 7", "conv", 1, 1, 0, 1, () => MobileNetLast.Description, options => new MobileNetLast(options), () => new MobileNetLastGpuProgram()),
        new("VGG conv5_1: 3x3, 512 to 512 at 14", "conv", 3, 1, 1, 1, () => Vgg51.Description, options => new Vgg51(options), () => new Vgg51GpuProgram()),
        new("VGG conv3_2: 3x3, 256 to 256 at 56", "conv", 3, 1, 1, 1, () => Vgg32.Description, options => new Vgg32(options), () => new Vgg32GpuProgram()),
        new("VGG conv1_1: 3x3, 3 to 64 at 224", "conv", 3, 1, 1, 1, () => Vgg11.Description, options => new Vgg11(options), () => new Vgg11GpuProgram()),
        new("VGG conv1_2: 3x3, 64 to 64 at 224", "conv", 3, 1, 1, 1, () => Vgg12.Description, options => new Vgg12(options), () => new Vgg12GpuProgram()),
        new("VGG fc7: 4096 to 4096", "dense", 1, 1, 0, 1, () => VggDense7.Description, options => new VggDense7(options), () => new VggDense7GpuProgram()),
        new("VGG fc6: 25088 to 4096", "dense", 1, 1, 0, 1, () => VggDense6.Description, options => new VggDense6(options), () => new VggDense6GpuProgram()),
    ];
}
