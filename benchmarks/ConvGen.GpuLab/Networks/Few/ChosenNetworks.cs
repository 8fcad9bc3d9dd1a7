using ConvGen.Kernels.ConvGen.Models;
using ConvGen.Models;

namespace ConvGen.GpuLab.Networks;

/// <summary>Enough for a dry run, in ordinary builds; LabNetworks=whole takes the other file of this name.</summary>
internal static class ChosenNetworks
{
    /// <summary>The networks of a run.</summary>
    public static IReadOnlyList<LabNetwork> Networks { get; } = [new(() => LeNet5.Description, options => new LeNet5(options), () => new LeNet5GpuProgram())];

    /// <summary>The layers of a run.</summary>
    public static IReadOnlyList<LabLayer> Layers => LabLayer.Dry;
}
