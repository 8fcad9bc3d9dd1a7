using ConvGen.Kernels.ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Networks;

/// <summary>A layer that is measured beside PyTorch's.</summary>
/// <param name="Title">What it is, for tables.</param>
/// <param name="Kind">conv, dense, pool (a maximum) or norm: what the other side makes.</param>
/// <param name="Kernel">Rows and columns of a kernel or window.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Pad">What is added on every side.</param>
/// <param name="Groups">Parts of the channels.</param>
/// <param name="Description">Shapes and counts.</param>
/// <param name="Create">Makes the network.</param>
/// <param name="Program">Makes its kernels.</param>
internal sealed record LabLayer(
    string Title, string Kind, int Kernel, int Stride, int Pad, int Groups, Func<NetworkDescription> Description, Func<NetworkOptions, INetwork> Create, Func<GpuProgram> Program)
{
    /// <summary>The layers of a run, the quick ones first.</summary>
    public static IReadOnlyList<LabLayer> All { get; } =
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

    /// <summary>The layers of a dry run.</summary>
    public static IReadOnlyList<LabLayer> Dry { get; } =
    [
        new("3x3/2, 3 to 12 at 6x5", "conv", 3, 2, 1, 1, () => DryConvolution.Description, options => new DryConvolution(options), () => new DryConvolutionGpuProgram()),
        new("depthwise 3x3, 9 at 5x7", "conv", 3, 1, 1, 9, () => DryDepthwise.Description, options => new DryDepthwise(options), () => new DryDepthwiseGpuProgram()),
        new("20 to 12", "dense", 1, 1, 0, 1, () => DryDense.Description, options => new DryDense(options), () => new DryDenseGpuProgram()),
        new("max 3x3/2, 5 at 7x6", "pool", 3, 2, 1, 1, () => DryPool.Description, options => new DryPool(options), () => new DryPoolGpuProgram()),
        new("batch norm, 10 at 4x3", "norm", 1, 1, 0, 1, () => DryNormalization.Description, options => new DryNormalization(options), () => new DryNormalizationGpuProgram()),
    ];

    /// <summary>The class's name, which files have too.</summary>
    public string Name => Description().Name;
}
