using ConvGen.Kernels.ConvGen.GpuLab.Networks;
using ConvGen.Kernels.ConvGen.Models;
using ConvGen.Models;

namespace ConvGen.GpuLab.Networks;

/// <summary>A whole network that is checked and measured beside PyTorch's.</summary>
/// <param name="Description">Shapes and counts.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Program">Makes its kernels.</param>
internal sealed record LabNetwork(Func<NetworkDescription> Description, Func<NetworkOptions, INetwork> Create, Func<GpuProgram> Program)
{
    /// <summary>The networks of a run, the quick ones first, and the one of a dry run.</summary>
    public static IReadOnlyList<LabNetwork> All { get; } =
    [
        new(() => LeNet5.Description, options => new LeNet5(options), () => new LeNet5GpuProgram()),
        new(() => ResNet20.Description, options => new ResNet20(options), () => new ResNet20GpuProgram()),
        new(() => ResNet50.Description, options => new ResNet50(options), () => new ResNet50GpuProgram()),
        new(() => MobileNetV2.Description, options => new MobileNetV2(options), () => new MobileNetV2GpuProgram()),
        new(() => YoloV3Tiny.Description, options => new YoloV3Tiny(options), () => new YoloV3TinyGpuProgram()),
        new(() => DenseNet121.Description, options => new DenseNet121(options), () => new DenseNet121GpuProgram()),
        new(() => InceptionV3.Description, options => new InceptionV3(options), () => new InceptionV3GpuProgram()),
        new(() => Vgg16.Description, options => new Vgg16(options), () => new Vgg16GpuProgram()),
        new(() => Networks.Dry.Description, options => new Dry(options), () => new DryGpuProgram()),
    ];

    /// <summary>The class's name, which files have too.</summary>
    public string Name => Description().Name;

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static LabNetwork Find(string name) =>
        All.FirstOrDefault(network => network.Name == name) ?? throw new ArgumentException($"No network is called {name}; there are {string.Join(", ", All.Select(network => network.Name))}.");
}
