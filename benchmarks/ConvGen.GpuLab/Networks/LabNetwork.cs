using ConvGen.Kernels.ConvGen.GpuLab.Networks;

namespace ConvGen.GpuLab.Networks;

/// <summary>A whole network that is checked and measured beside PyTorch's.</summary>
/// <param name="Description">Shapes and counts.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Program">Makes its kernels.</param>
internal sealed record LabNetwork(Func<NetworkDescription> Description, Func<NetworkOptions, INetwork> Create, Func<GpuProgram> Program)
{
    /// <summary>The networks of a run, the quick ones first, and the one of a dry run.</summary>
    public static IReadOnlyList<LabNetwork> All { get; } = [.. ChosenNetworks.Networks, new(() => Networks.Dry.Description, options => new Dry(options), () => new DryGpuProgram())];

    /// <summary>The class's name, which files have too.</summary>
    public string Name => Description().Name;

    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static LabNetwork Find(string name) =>
        All.FirstOrDefault(network => network.Name == name) ?? throw new ArgumentException($"No network is called {name}; there are {string.Join(", ", All.Select(network => network.Name))}.");
}
