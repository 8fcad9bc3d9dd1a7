namespace ConvGen;

/// <summary>
/// x where x ≥ 0, slope · x below, the slopes being learned (He et al. 2015). Parameter: <c>weight</c>, one slope for each channel of a map or feature
/// of a vector, starting at 0.25. As <c>Activation.PReLU</c> of a layer 'conv1' it is <c>conv1.prelu.weight</c>.
/// </summary>
public sealed class PReLUAttribute : LayerAttribute
{
    /// <summary>True where all channels share one slope, PyTorch's <c>num_parameters=1</c>.</summary>
    public bool Shared { get; set; }

    /// <summary>False where training leaves the slopes as they are.</summary>
    public bool Trainable { get; set; } = true;
}
