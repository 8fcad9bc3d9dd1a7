namespace ConvGen;

/// <summary>What the compiler knows about a network: layers with shapes and costs, parameters, and the memory plan.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Input">The input's shape: height, width, channels.</param>
/// <param name="Layers">The layers in declaration order.</param>
/// <param name="Parameters">Every trainable or frozen parameter, in declaration order.</param>
/// <param name="Outputs">The tensors a user can read: the outputs, in declaration order.</param>
/// <param name="Loss">The loss, or null where the network has none.</param>
/// <param name="Memory">What the arena takes, before anything runs.</param>
public sealed partial record NetworkDescription(
    string Name,
    IReadOnlyList<int> Input,
    IReadOnlyList<LayerDescription> Layers,
    IReadOnlyList<ParameterDescription> Parameters,
    IReadOnlyList<TensorDescription> Outputs,
    LossDescription? Loss,
    MemoryDescription Memory);

/// <summary>One layer of a network.</summary>
/// <param name="Name">The layer's name: the user's, or kind and number.</param>
/// <param name="Kind">The attribute's name without "Attribute", for example Conv2D.</param>
/// <param name="OutputShape">Shape of one image's result: height, width, channels, or a single feature count.</param>
/// <param name="ParameterCount">Trainable and frozen numbers in the layer, as published counts have them (no padding lanes).</param>
/// <param name="MultiplyAccumulates">Multiply-accumulates for one image of the forward pass, direct algorithm.</param>
public sealed record LayerDescription(string Name, string Kind, IReadOnlyList<int> OutputShape, long ParameterCount, long MultiplyAccumulates);

/// <summary>A tensor that can be read after a forward pass.</summary>
/// <param name="Name">Property or layer name.</param>
/// <param name="Shape">Shape of one image's part: height, width, channels, or a single feature count.</param>
public sealed record TensorDescription(string Name, IReadOnlyList<int> Shape);

/// <summary>The loss of a network.</summary>
/// <param name="Kind">For example SparseCategoricalCrossentropy.</param>
/// <param name="TakesLabels">True where the loss takes one int label per position, false where it takes float targets.</param>
/// <param name="TargetsPerImage">How many labels or target values one image has.</param>
/// <param name="IgnoreIndex">The label that contributes nothing, or null.</param>
/// <param name="Output">Position in <see cref="NetworkDescription.Outputs"/> of the output that the loss is for.</param>
public sealed record LossDescription(string Kind, bool TakesLabels, int TargetsPerImage, int? IgnoreIndex, int Output = 0);

/// <summary>Sizes of the planned arena, in floats.</summary>
/// <param name="InferencePerImage">Arena floats for each image of the batch in inference.</param>
/// <param name="InferenceFixed">Arena floats whatever the batch, in inference.</param>
/// <param name="TrainingPerImage">Arena floats for each image of the batch in training.</param>
/// <param name="TrainingFixed">Arena floats whatever the batch, in training.</param>
/// <param name="Parameters">Floats in the flat parameter buffer, padding lanes included.</param>
/// <param name="State">Floats in the state buffer.</param>
public sealed record MemoryDescription(long InferencePerImage, long InferenceFixed, long TrainingPerImage, long TrainingFixed, long Parameters, long State)
{
    /// <summary>Arena floats of an inference pass over <paramref name="batch"/> images.</summary>
    public long InferenceFloats(int batch) => checked(InferencePerImage * batch + InferenceFixed);

    /// <summary>Arena floats of a training pass over <paramref name="batch"/> images.</summary>
    public long TrainingFloats(int batch) => checked(TrainingPerImage * batch + TrainingFixed);
}

/// <summary>Where a parameter's first values come from.</summary>
public enum ParameterRole
{
    /// <summary>A weight tensor, initialised by the layer's initialiser.</summary>
    Weight,

    /// <summary>A bias or shift: zeros.</summary>
    Bias,

    /// <summary>A scale: ones.</summary>
    Scale,

    /// <summary>The slope below zero of a PReLU: 0.25.</summary>
    Slope,

    /// <summary>A running mean: zeros. Training passes update it; optimisers leave it alone and parameter counts leave it out.</summary>
    RunningMean,

    /// <summary>A running variance: ones. Training passes update it; optimisers leave it alone and parameter counts leave it out.</summary>
    RunningVariance,
}

/// <summary>One parameter tensor: its public name and shape, and where its numbers lie in the flat buffer.</summary>
/// <param name="Name">PyTorch's key, for example <c>conv1.weight</c>.</param>
/// <param name="Shape">PyTorch's shape: out × in/groups × height × width, out × in, or a length.</param>
/// <param name="Offset">First float in the flat buffer.</param>
/// <param name="Packing">How the elements are ordered there.</param>
/// <param name="Role">What it is to its layer.</param>
/// <param name="Initializer">How a weight gets its first values.</param>
/// <param name="Trainable">False where the optimiser leaves it alone.</param>
public sealed record ParameterDescription(
    string Name,
    IReadOnlyList<int> Shape,
    int Offset,
    PanelPacking Packing,
    ParameterRole Role,
    Initializer Initializer,
    bool Trainable);
